import Type, { type Static } from 'typebox'
import type { Address } from '../core/address.ts'
import { DRIVERS } from '../core/scenario/driver.ts'

/** The name of an environment variable inside `${…}`, allowed in provider URLs only. */
const PLACEHOLDER = '\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}'
/** How messages write a placeholder. */
const VARIABLE = `\${NAME}`
const ADDRESS = '0x[0-9a-fA-F]{40}'

const text = (pattern: string, title: string, description: string) =>
  Type.String({ pattern: `^(?:${pattern})$`, title, description })
const address = (description: string) =>
  Type.Unsafe<Address>(text(ADDRESS, 'an address: 0x and 40 hexadecimal digits', description))
const decimal = (description: string) =>
  text('\\d+(?:\\.\\d+)?', 'a decimal number in quotes, such as "0.95"', description)
const signedDecimal = (description: string) =>
  text('-?\\d+(?:\\.\\d+)?', 'a decimal number in quotes, such as "1.2"', description)
const name = (description: string) =>
  text('[a-z0-9]+(?:-[a-z0-9]+)*', 'lower-case letters, digits and single hyphens', description)
const whole = (minimum: number, description: string) => Type.Integer({ minimum, description })
const httpUrl = () =>
  text(
    `(?:https?://|${PLACEHOLDER})\\S*`,
    `an http:// or https:// URL, which may hold ${VARIABLE} from the environment`,
    `JSON-RPC endpoint of one provider; ${VARIABLE} is replaced from the environment.`,
  )
const wsUrl = () =>
  text(
    `(?:wss?://|${PLACEHOLDER})\\S*`,
    `a ws:// or wss:// URL, which may hold ${VARIABLE} from the environment`,
    `WebSocket endpoint for new heads; ${VARIABLE} is replaced from the environment.`,
  )
const closed = { additionalProperties: false } as const

const AaveV3Market = Type.Object(
  {
    id: name('Name of the market in answers and commands; unique in the file.'),
    protocol: Type.Literal('aave-v3'),
    addressesProvider: address('PoolAddressesProvider of this Aave V3 instance.'),
    fromBlock: whole(0, 'First block that can hold a borrow: where the log scan begins.'),
    uiPoolDataProvider: Type.Optional(
      address('UiPoolDataProviderV3, for names and the independent cross-check of doctor and verify.'),
    ),
  },
  { ...closed, title: 'an Aave V3 market' },
)

const CompoundV3Market = Type.Object(
  {
    id: name('Name of the market in answers and commands; unique in the file.'),
    protocol: Type.Literal('compound-v3'),
    comet: address('The Comet proxy.'),
    numeraireUsdFeed: Type.Optional(
      address(
        'Chainlink feed, such as ETH/USD, of what this market states its prices in. Needed wherever that is not USD: a WETH market’s base token then costs exactly 1.',
      ),
    ),
    fromBlock: whole(0, 'First block that can hold a borrow: where the log scan begins.'),
  },
  { ...closed, title: 'a Compound III market' },
)

const Chain = Type.Object(
  {
    id: whole(1, 'Chain id; every provider must answer it.'),
    name: name('Name in answers and commands; unique in the file.'),
    rpcUrls: Type.Array(httpUrl(), {
      minItems: 1,
      description:
        'Providers. This version’s commands ask the first one only; doctor examines and compares all.',
    }),
    wsUrls: Type.Optional(
      Type.Array(wsUrl(), {
        description: 'WebSocket endpoints. Accepted; this version’s commands do not use them.',
      }),
    ),
    quorum: Type.Optional(
      whole(
        1,
        'Providers that must agree; default min(2, providers). Accepted; this version’s commands ask the first provider only.',
      ),
    ),
    finality: Type.Optional(
      Type.Union([Type.Literal('tag'), Type.Integer({ minimum: 1 })], {
        title: '"tag" or a number of blocks',
        description:
          'How finalized blocks are known: the node’s tag, or a depth. Default "tag". Accepted; this version’s commands go by the tag.',
      }),
    ),
    stride: Type.Optional(
      whole(
        1,
        'Blocks of one segment; a segment ends where (number + 1) mod stride = 0. Default 1. Accepted; this version’s commands do not use it.',
      ),
    ),
    staleAfterSeconds: Type.Optional(
      whole(1, 'Age of the newest block above which the chain counts as stale. Default 60.'),
    ),
    btcUsdFeed: Type.Optional(address('Chainlink BTC/USD proxy, which the thresholds follow.')),
    markets: Type.Array(Type.Union([AaveV3Market, CompoundV3Market])),
    tether: Type.Optional(
      Type.Object(
        { usdt: Type.Optional(address('USDT.')), xaut: Type.Optional(address('XAUT.')) },
        { ...closed, description: 'Tether tokens whose supply is followed on this chain.' },
      ),
    ),
  },
  closed,
)

const Threshold = Type.Object(
  {
    priceUsd: decimal('BTC price in USD.'),
    direction: Type.Enum(['below', 'above'], { description: 'Which crossing raises it.' }),
    rearm: Type.Optional(decimal('Share of the price that BTC must come back before it can rise again.')),
  },
  closed,
)

const Driver = Type.Object(
  {
    driver: Type.Enum([...DRIVERS], { description: 'What the price follows.' }),
    ratio: text('feed|\\d+(?:\\.\\d+)?', '"feed" or a decimal number in quotes', 'Price as driver × ratio.'),
  },
  closed,
)

const DepthCurve = Type.Object(
  {
    venue: Type.String({
      minLength: 1,
      title: 'a text that is not empty',
      description: 'Where it was seen.',
    }),
    observedAt: text(
      '\\d{4}-\\d\\d-\\d\\d(?:T\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?Z)?',
      'an ISO 8601 date or UTC time, such as "2026-01-29T00:00:00Z"',
      'When it was seen.',
    ),
    coverage: decimal('Share of the market’s depth that the rows hold.'),
    rows: Type.Array(
      Type.Object(
        {
          priceRatio: decimal('Price at the end of the row relative to the start.'),
          units: decimal('Units sold down to there.'),
          proceeds: decimal('USD received for them.'),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
)

const Retention = Type.Object(
  {
    factsDays: Type.Optional(
      whole(
        1,
        'Days for which the past can be asked for; what only older days need is deleted. Default: for ever.',
      ),
    ),
    orphanDays: Type.Optional(
      whole(1, 'Days for which facts of blocks that left their chain are kept for the audit. Default 90.'),
    ),
  },
  { ...closed, description: 'How long the store keeps what is no longer current.' },
)

const assetKey = Type.String({ pattern: `^[1-9]\\d*:${ADDRESS}$` })
const driverKey = Type.String({ pattern: `^(?:${DRIVERS.join('|')}|[1-9]\\d*:${ADDRESS})$` })
const scenarioKey = Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$' })
const byAsset = { ...closed, title: 'a key such as "1:0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599"' }
const byDriver = { ...closed, title: `one of ${DRIVERS.join(', ')}, or an asset as CHAIN:0xADDRESS` }
const byScenario = { ...closed, title: 'a name of lower-case letters, digits and single hyphens' }

/** The config file (contracts.md): the one source of its checks, its types and its published JSON Schema. */
export const ConfigFile = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: 'Lets editors check this file.' })),
    referenceChain: whole(1, 'Id of the chain whose BTC price is the reference of every scenario.'),
    chains: Type.Array(Chain, { minItems: 1 }),
    btcThresholds: Type.Optional(Type.Array(Threshold)),
    drivers: Type.Optional(
      Type.Record(assetKey, Driver, { ...byAsset, description: 'Overrides what an asset’s price follows.' }),
    ),
    scenarios: Type.Optional(
      Type.Record(scenarioKey, Type.Record(driverKey, signedDecimal('Elasticity to BTC.'), byDriver), {
        ...byScenario,
        description: 'Elasticities by driver or asset. btc-only and market are built in.',
      }),
    ),
    depth: Type.Optional(
      Type.Record(assetKey, DepthCurve, { ...byAsset, description: 'What a market takes at which price.' }),
    ),
    retention: Type.Optional(Retention),
  },
  { ...closed, $id: 'urn:redline:config:1', title: 'Redline configuration' },
)

export type ConfigFile = Static<typeof ConfigFile>
