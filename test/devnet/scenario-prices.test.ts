import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Node, openNode } from '../../src/chain/node.ts'
import type { BtcPrice } from '../../src/core/scenario/prices-at.ts'
import { pricesAt } from '../../src/core/scenario/prices-at.ts'
import { scenarioOf } from '../../src/core/scenario/scenario.ts'
import { parseShock } from '../../src/core/scenario/shock.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { FEED_NAMES } from '../../src/devnet/deployment.ts'
import {
  priceTransaction,
  readPrices,
  setPrice,
  stakedRatioTransaction,
} from '../../src/devnet/feeds/prices.ts'
import { CORRELATED, ELASTICITIES, type Elasticities, moved } from '../../src/devnet/market/elasticity.ts'
import { takePartialSnapshot } from '../../src/pipeline/snapshot.ts'
import { aaveTerms, pricedAssets } from '../../src/protocols/aave-v3/index.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { assetOf, deploy, oraclePrices, proxyOf, setSource } from '../support/price-sources.ts'

const DOLLAR = 100_000_000n
const ONE = 1_000_000n
const STILL = Object.fromEntries(FEED_NAMES.map((name) => [name, 0n])) as Elasticities
const SCENARIOS: Readonly<Record<string, Elasticities>> = {
  'btc-only': { ...STILL, 'BTC/USD': ONE },
  market: { ...STILL, 'BTC/USD': ONE, 'ETH/USD': ONE, 'LINK/USD': ONE },
  correlated: ELASTICITIES,
}

const chain = useDevnetChain()
const open = (): Promise<Node> =>
  openNode({ chainId: chain().deployment.chainId, rpcUrls: [chain().anvil.rpcUrl] })

async function assetsNow(node: Node) {
  const { addressesProvider, fromBlock } = chain().deployment
  const market = { id: 'devnet', protocol: 'aave-v3', addressesProvider, fromBlock } as const
  const { book, block } = await takePartialSnapshot({ chain: node, market }, 'latest', [])
  return pricedAssets(aaveTerms(book, market.id, block))
}

/** Prices that are made in every other way than the local market's own. */
async function useOtherSources(): Promise<void> {
  const proxy = (name: Parameters<typeof proxyOf>[1]) => proxyOf(chain(), name)
  const capped = await deploy(chain(), 'CappedFeed', proxy('USDT/USD'), 'Capped USDT / USD', 99_950_000n)
  await setSource(chain(), 'USDT', capped)
  const halved = await deploy(chain(), 'CappedFeed', proxy('LINK/USD'), 'Capped LINK / USD', 14n * DOLLAR)
  await setSource(chain(), 'LINK', halved)
  const staked = assetOf(chain(), 'wstETH')
  const ratio = ['Capped wstETH / stETH(ETH) / USD', 1_200_000_000_000_000_000n, 0n]
  await setSource(
    chain(),
    'wstETH',
    await deploy(chain(), 'CappedRatioFeed', proxy('ETH/USD'), staked, ...ratio),
  )
  const relative = [proxy('DAI/USD'), proxy('USDC/USD'), 'Capped DAI / USDC / USD', 99_000_000n]
  await setSource(chain(), 'DAI', await deploy(chain(), 'RelativeCapFeed', ...relative))
  await setSource(chain(), 'USDC', await deploy(chain(), 'FixedFeed', 99_990_000n, 'Fixed USDC / USD'))
  // A ratio that stands on a capped price.
  const nested = [capped, staked, 'sUSDT / USDT / USD', 1_210_000_000_000_000_000n, 0n]
  await setSource(chain(), 'cbBTC', await deploy(chain(), 'CappedRatioFeed', ...nested))
}

const move = fc.record({
  // From a third to the double of where it stands, in millionths.
  btc: fc.bigInt({ min: 300_000n, max: 2_000_000n }),
  wbtc: fc.bigInt({ min: 90_000_000n, max: 101_000_000n }),
  usdt: fc.bigInt({ min: 90_000_000n, max: 101_000_000n }),
  ratio: fc.bigInt({ min: 10n ** 18n, max: 14n * 10n ** 17n }),
  dust: fc.bigInt({ min: 0n, max: 99_999_999n }),
})

describe.each([
  ['as the local market makes them', async () => undefined],
  ['with caps, limits, fixed prices and adapters on adapters', useOtherSources],
])('prices %s', (_, prepare) => {
  it.each(Object.keys(SCENARIOS))(
    'behaviour: are the oracle’s when the feeds do what %s says',
    async (name) => {
      await prepare()
      const node = await open()
      const scenario = scenarioOf(name, { correlated: CORRELATED }, [])
      for (const { btc, wbtc, usdt, ratio, dust } of fc.sample(move, { numRuns: 8, seed: 7 })) {
        const { client, deployment } = chain()
        const set = (feed: (typeof FEED_NAMES)[number], answer: bigint) =>
          priceTransaction(deployment, feed, answer)
        await mineSuccessfully(client, [
          set('WBTC/BTC', wbtc),
          set('USDT/USD', usdt),
          set('ETH/USD', 3_150n * DOLLAR + dust),
          stakedRatioTransaction(deployment, ratio),
        ])
        const { legs } = await readPrices(client, deployment)
        const assets = await assetsNow(node)
        expect(assets.filter(({ composition }) => composition.kind === 'opaque')).toEqual([])
        const reference = legs['BTC/USD']
        const at: BtcPrice = { reference, price: (reference * btc) / ONE + dust }
        expect(new Map(pricesAt(assets, scenario, { reference, price: reference }))).toEqual(
          await oraclePrices(chain()),
        )
        const elasticities = SCENARIOS[name] ?? STILL
        await mineSuccessfully(
          client,
          FEED_NAMES.map((feed) => set(feed, moved(legs[feed], elasticities[feed], at.price, reference))),
        )
        expect(new Map(pricesAt(assets, scenario, at))).toEqual(await oraclePrices(chain()))
        expect((await readPrices(client, deployment)).legs['BTC/USD']).toBe(at.price)
        await setPrice(client, deployment, 'BTC/USD', reference)
      }
    },
  )
})

describe('a shock', () => {
  it('behaviour: says the oracle’s price when its leg answers that', async () => {
    const assets = await assetsNow(await open())
    const { client, deployment } = chain()
    const reference = (await readPrices(client, deployment)).legs['BTC/USD']
    const shocked = scenarioOf('btc-only', {}, ['WBTC/BTC:0.953', 'USDT/USD:0.97'].map(parseShock))
    const said = new Map(pricesAt(assets, shocked, { reference, price: 88_000n * DOLLAR }))
    await setPrice(client, deployment, 'BTC/USD', 88_000n * DOLLAR)
    await setPrice(client, deployment, 'WBTC/BTC', (99_900_000n * 953n) / 1_000n)
    await setPrice(client, deployment, 'USDT/USD', (99_900_000n * 97n) / 100n)
    expect(said).toEqual(await oraclePrices(chain()))
  })

  it('behaviour: of a ratio multiplies what the token is worth', async () => {
    const assets = await assetsNow(await open())
    const { client, deployment } = chain()
    const { legs, stakedRatio } = await readPrices(client, deployment)
    const reference = legs['BTC/USD']
    const said = pricesAt(assets, scenarioOf('btc-only', {}, [parseShock('wstETH/ETH:0.9')]), {
      reference,
      price: reference,
    })
    await mineSuccessfully(client, [stakedRatioTransaction(deployment, (stakedRatio * 9n) / 10n)])
    expect(new Map(said)).toEqual(await oraclePrices(chain()))
  })
})
