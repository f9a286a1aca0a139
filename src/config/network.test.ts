import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, faultLine } from './fault.ts'
import { loadNetwork, parseNetwork } from './network.ts'

const EXAMPLE = join(import.meta.dirname, '../../config/example.json')
const WBTC = '0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599'
const variables = (name: string): string | undefined =>
  ({ ETHEREUM_RPC_URL: 'https://node.example/v2/hunter2', EMPTY: '', NOT_A_URL: 'hunter2' })[name]

describe('loadNetwork', () => {
  it('behaviour: the shipped example is a complete configuration', async () => {
    const config = await loadNetwork(EXAMPLE, variables)
    expect(config.chains[0]).toMatchObject({
      rpcUrls: ['https://node.example/v2/hunter2'],
      wsUrls: [],
      quorum: 1,
      finality: 'tag',
      stride: 1,
      staleAfterSeconds: 60,
    })
    expect(config.depth).toEqual({})
    expect(config).not.toHaveProperty('$schema')
    expect(Object.isFrozen(config.chains[0]?.markets[0])).toBe(true)
  })

  it('error: config_not_found', async () => {
    await expect(loadNetwork('/nowhere/redline.json', variables)).rejects.toMatchObject({
      code: 'config_not_found',
    })
  })
})

describe('parseNetwork', () => {
  it('behaviour: addresses take one spelling, as values and inside keys', () => {
    const config = parseNetwork(
      example((file) => {
        file.chains[0].tether = { usdt: '0xdac17f958d2ee523a2206206994597c13d831ec7' }
        file.drivers = { [`1:${WBTC.toLowerCase()}`]: { driver: 'BTC', ratio: '1' } }
      }),
      'mine.json',
      variables,
    )
    expect(config.chains[0]?.tether.usdt).toBe('0xdAC17F958D2ee523a2206206994597C13D831ec7')
    expect(Object.keys(config.drivers)).toEqual([`1:${WBTC}`])
  })

  it('behaviour: the default quorum is two where there are two providers', () => {
    const text = example((file) => {
      file.chains[0].rpcUrls = ['http://a.example', 'http://b.example', 'http://c.example']
    })
    expect(parseNetwork(text, 'mine.json', variables).chains[0]?.quorum).toBe(2)
  })

  it('error: invalid_config names the place where JSON breaks', () => {
    expect(faultsOf('{\n  "chains": [,]\n}')).toEqual([
      'line 2, column 14 is where the text stops being JSON; expected valid JSON.',
    ])
  })

  it('error: invalid_config lists every fault of form at once', () => {
    const text = example((file) => {
      const chain = file.chains[0]
      delete file.referenceChain
      chain.stale = 60
      chain.quorum = 0
      chain.finality = 'safe'
      chain.rpcUrls = ['node.example/v2/hunter2', 'ftp://node.example/hunter2']
      chain.markets = [
        { id: 'Aave', protocol: 'aave-v3', addressesProvider: '0x12', fromBlock: -1, comet: WBTC },
        { id: 'b', protocol: 'aave-v4' },
        { id: 'c' },
      ]
      file.btcThresholds = [{ priceUsd: 88000, direction: 'bellow' }]
      file.drivers = { [WBTC]: { driver: 'BTC', ratio: 'feed' } }
      file.scenarios = { correlated: { ETHER: '1' } }
      file.threshold = []
    })
    const faults = faultsOf(text)
    expect(faults.join('\n')).not.toContain('hunter2')
    expect(faults).toMatchInlineSnapshot(`
      [
        "$.referenceChain is missing; expected a whole number of at least 1.",
        "$.chains[0].rpcUrls[0] is a text that is not shown; expected an http:// or https:// URL, which may hold \${NAME} from the environment.",
        "$.chains[0].rpcUrls[1] is ftp://node.example; expected an http:// or https:// URL, which may hold \${NAME} from the environment.",
        "$.chains[0].quorum is 0; expected a whole number of at least 1.",
        "$.chains[0].finality is "safe"; expected "tag" or a number of blocks.",
        "$.chains[0].markets[0].id is "Aave"; expected lower-case letters, digits and single hyphens.",
        "$.chains[0].markets[0].addressesProvider is "0x12"; expected an address: 0x and 40 hexadecimal digits.",
        "$.chains[0].markets[0].fromBlock is -1; expected a whole number of at least 0.",
        "$.chains[0].markets[0].comet is not known; expected only id, protocol, addressesProvider, fromBlock, uiPoolDataProvider.",
        "$.chains[0].markets[1].protocol is "aave-v4"; expected one of "aave-v3", "compound-v3".",
        "$.chains[0].markets[2].protocol is missing; expected one of "aave-v3", "compound-v3".",
        "$.chains[0].stale is not known; expected "staleAfterSeconds" (did you mean that?).",
        "$.btcThresholds[0].priceUsd is 88000; expected a decimal number in quotes, such as "0.95".",
        "$.btcThresholds[0].direction is "bellow"; expected one of "below", "above".",
        "$.drivers["0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599"] has a key of the wrong form; expected a key such as "1:0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599".",
        "$.scenarios.correlated.ETHER has a key of the wrong form; expected one of BTC, ETH, USD, EUR, GOLD, SELF, or an asset as CHAIN:0xADDRESS.",
        "$.threshold is not known; expected "btcThresholds" (did you mean that?).",
      ]
    `)
  })

  it('error: invalid_config lists every contradiction at once', () => {
    const text = example((file) => {
      const chain = file.chains[0]
      file.referenceChain = 8453
      chain.quorum = 2
      chain.markets = [...chain.markets, chain.markets[0]]
      chain.btcUsdFeed = '0xf4030086522a5bEEa4988F8cA5B36dbC97BeE88c'
      chain.rpcUrls = ['https://node.example/${MISSING}/${EMPTY}']
      chain.wsUrls = ['${NOT_A_URL}']
      file.drivers = {
        [`10:${WBTC}`]: { driver: 'BTC', ratio: 'feed' },
        [`1:${WBTC}`]: { driver: 'BTC', ratio: 'feed' },
        [`1:${WBTC.toLowerCase()}`]: { driver: 'BTC', ratio: 'feed' },
      }
      file.scenarios = { 'btc-only': {}, correlated: { BTC: '1.1' }, same: { BTC: '1.0' } }
    })
    const faults = faultsOf(text)
    expect(faults.join('\n')).not.toContain('hunter2')
    expect(faults).toMatchInlineSnapshot(`
      [
        "$.chains[0].markets[2].id is "aave-v3-ethereum", as $.chains[0].markets[0].id already is; expected a value that is unique in the file.",
        "$.referenceChain is 8453; expected the id of a chain: 1.",
        "$.chains[0].quorum is 2; expected at most 1, the number of rpcUrls.",
        "$.drivers["10:0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599"] names a chain that is not configured; expected one of 1 before the colon.",
        "$.drivers["1:0x2260fac5e5542a773aa44fbcfedf7c193bc2c599"] is "1:0x2260fac5e5542a773aa44fbcfedf7c193bc2c599", as $.drivers["1:0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599"] already is; expected a value that is unique in the file.",
        "$.scenarios["btc-only"] is built in and cannot be changed; expected another name, such as "correlated".",
        "$.scenarios.correlated.BTC is "1.1"; expected "1", which it also is when it is left out.",
        "$.chains[0].btcUsdFeed is 0xf4030086522a5bEEa4988F8cA5B36dbC97BeE88c, whose checksum fails; expected the address without a mistyped character.",
        "$.chains[0].rpcUrls[0] uses \${MISSING}, which is not set; expected the variable MISSING in the environment.",
        "$.chains[0].rpcUrls[0] uses \${EMPTY}, which is not set; expected the variable EMPTY in the environment.",
        "$.chains[0].wsUrls[0] is not a URL once NOT_A_URL is put in; expected a URL that begins with ws:// or wss://.",
      ]
    `)
  })

  it('error: invalid_config when the thresholds have no feed to follow', () => {
    const text = example((file) => {
      delete file.chains[0].btcUsdFeed
    })
    expect(faultsOf(text)).toEqual([
      '$.chains[0].btcUsdFeed is missing; expected the feed that btcThresholds follow.',
    ])
  })

  it.each(['null', '[]', '"x"', '{}', '{"chains":[]}', '{"chains":[null],"referenceChain":"1"}'])(
    'error: invalid_config for %s',
    (text) => {
      expect(faultsOf(text).length).toBeGreaterThan(0)
    },
  )
})

/** The example as loose JSON that a test can break as users do. */
type LooseFile = Partial<
  Record<'referenceChain' | 'btcThresholds' | 'drivers' | 'scenarios' | 'threshold', unknown>
> & { chains: [LooseChain] }
type LooseChain = Partial<
  Record<'rpcUrls' | 'wsUrls' | 'quorum' | 'finality' | 'stale' | 'btcUsdFeed' | 'tether', unknown>
> & { markets: unknown[] }

function example(change: (file: LooseFile) => void): string {
  const file: LooseFile = JSON.parse(readFileSync(EXAMPLE, 'utf8'))
  change(file)
  return JSON.stringify(file)
}

function faultsOf(text: string): readonly string[] {
  try {
    parseNetwork(text, 'mine.json', variables)
  } catch (error) {
    if (error instanceof ConfigError && error.code === 'invalid_config') return error.faults.map(faultLine)
  }
  return expect.unreachable('the file was accepted')
}
