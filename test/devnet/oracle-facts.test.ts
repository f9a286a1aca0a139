import { encodeFunctionData, parseAbi } from 'viem'
import { afterEach, describe, expect, it } from 'vitest'
import { openNode } from '../../src/chain/node.ts'
import { createBook } from '../../src/core/book/book.ts'
import { timestamp } from '../../src/core/units.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { setPrice, setStakedRatio } from '../../src/devnet/feeds/prices.ts'
import { aaveAdapter, factOf, pricedAssets, stateOf } from '../../src/protocols/aave-v3/index.ts'
import { referenceBtcPrice } from '../../src/protocols/oracle/reference-btc-price.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { type FollowedDevnet, followDevnet, storeFolder } from '../support/followed-devnet.ts'
import { assetOf, deploy, oraclePrices, proxyOf, setSource } from '../support/price-sources.ts'

const MARKET = 'devnet'
const PRICING = ['oracle', 'feed', 'btc-feed']
const sourceAbi = parseAbi([
  'function getSourceOfAsset(address asset) view returns (address)',
  'function latestAnswer() view returns (int256)',
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
  'function description() view returns (string)',
  'function getRatio() view returns (int256)',
  'function getPriceCap() view returns (int256)',
  'function confirmAggregator(address next)',
  'function setPriceCap(int256 priceCap)',
])

const chain = useDevnetChain({ profile: 'archive' })
const cleaners: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean()
})

async function follow(): Promise<FollowedDevnet> {
  const { dataDir, remove } = await storeFolder()
  cleaners.push(remove)
  const { client, deployment, anvil } = chain()
  const followed = await followDevnet({ client, deployment, rpcUrl: anvil.rpcUrl }, dataDir)
  cleaners.push(followed.stop)
  await followed.joined()
  return followed
}

const stateIn = async (redline: FollowedDevnet) => {
  const { number, hash, timestamp: seconds } = await chain().client.getBlock()
  await redline.reached(hash)
  const { chainId } = chain().deployment
  const facts = [...redline.book().records()]
    .filter(({ kind }) => kind === 'price' || kind.startsWith('aave-') || PRICING.includes(kind))
    .map((record) => factOf(record, { chainId, block: number }))
  return stateOf(MARKET, { chainId, number, hash, timestamp: timestamp(seconds) }, facts)
}

/** Everything that the facts say of prices, as the contracts say it themselves. */
async function expectAsOnChain(redline: FollowedDevnet) {
  const state = await stateIn(redline)
  const { client, deployment } = chain()
  for (const { asset, source } of state.oracles.values()) {
    const oracle = { address: deployment.oracle, abi: sourceAbi, functionName: 'getSourceOfAsset' } as const
    expect(source).toBe(await client.readContract({ ...oracle, args: [asset] }))
  }
  for (const { contract: address, role, ...feed } of state.feeds.values()) {
    const from = { address, abi: sourceAbi } as const
    expect(feed.description).toBe(await client.readContract({ ...from, functionName: 'description' }))
    if (role === 'ratio')
      expect(feed.answer).toBe(await client.readContract({ ...from, functionName: 'getRatio' }))
    if (role === 'cap')
      expect(feed.answer).toBe(await client.readContract({ ...from, functionName: 'getPriceCap' }))
    if (role !== 'price') continue
    const [roundId, answer, , updatedAt] = await client.readContract({
      ...from,
      functionName: 'latestRoundData',
    })
    const { decimals, growth } = feed
    const said = { roundId: feed.roundId, answer: feed.answer, updatedAt: feed.updatedAt, decimals, growth }
    expect(said).toEqual({ roundId, answer, updatedAt, decimals: 8, growth: undefined })
  }
  const assets = pricedAssets(state)
  expect(new Map(assets.map(({ asset, price }) => [asset, price]))).toEqual(await oraclePrices(chain()))
  const names = [...state.feeds.values()].map(({ description = '' }) => description).sort()
  return {
    state,
    assets,
    names,
    opaque: assets.filter(({ composition }) => composition.kind === 'opaque').map(({ symbol }) => symbol),
  }
}

const LEGS = ['BTC / USD', 'DAI / USD', 'ETH / USD', 'LINK / USD', 'USDC / USD', 'USDT / USD']

describe('what prices are made of', () => {
  it('behaviour: is as on the chain after feeds, ratios, aggregators, caps and sources change, and as a new reader finds it', async () => {
    const redline = await follow()
    const { client, deployment } = chain()
    const first = await expectAsOnChain(redline)
    expect(first).toMatchObject({ opaque: [], names: [...LEGS, 'WBTC / BTC', 'wstETH / ETH / USD'] })
    const { feeds, btcFeed } = first.state
    expect(referenceBtcPrice([{ feeds, btcFeed, assets: first.assets }])).toBe(92_584_00000000n)

    await setPrice(client, deployment, 'BTC/USD', 88_000_00000000n)
    await setStakedRatio(client, deployment, 1_300000000000000001n)
    expect(await expectAsOnChain(redline)).toMatchObject({ opaque: [] })

    const { admin } = deployment
    const next = await deploy(chain(), 'PriceAggregator', 'LINK / USD 2', 8, admin, 40)
    const transmit = encodeFunctionData({
      abi: parseAbi(['function transmit(int192 answer)']),
      args: [15_00000000n],
    })
    const confirm = encodeFunctionData({ abi: sourceAbi, functionName: 'confirmAggregator', args: [next] })
    await mineSuccessfully(client, [
      { from: admin, to: next, data: transmit, label: 'the next aggregator answers' },
      { from: admin, to: proxyOf(chain(), 'LINK/USD'), data: confirm, label: 'and is read from now on' },
    ])
    expect((await expectAsOnChain(redline)).names).toContain('LINK / USD 2')

    const capped = await deploy(
      chain(),
      'CappedFeed',
      proxyOf(chain(), 'USDT/USD'),
      'Capped USDT / USD',
      1_04000000n,
    )
    await setSource(chain(), 'USDT', capped)
    const staked = [proxyOf(chain(), 'ETH/USD'), assetOf(chain(), 'wstETH'), 'Capped wstETH / ETH / USD']
    const limited = await deploy(chain(), 'CappedRatioFeed', ...staked, 1_200000000000000000n, 10n ** 18n)
    await setSource(chain(), 'wstETH', limited)
    await setSource(chain(), 'WBTC', proxyOf(chain(), 'BTC/USD'))
    const later = await expectAsOnChain(redline)
    expect(later.opaque).toEqual([])
    expect(later.names).not.toContain('WBTC / BTC')
    // The limit of the ratio grows with every block and holds the price down.
    await client.mine({ blocks: 3, interval: 12 })
    expect(await expectAsOnChain(redline)).toMatchObject({ opaque: [] })
    const cap = encodeFunctionData({ abi: sourceAbi, functionName: 'setPriceCap', args: [99_000000n] })
    await mineSuccessfully(client, [{ from: admin, to: capped, data: cap, label: 'a lower cap' }])
    expect(await expectAsOnChain(redline)).toMatchObject({ opaque: [] })

    const reader = await follow()
    const { hash } = await client.getBlock()
    await Promise.all([reader.reached(hash), redline.reached(hash)])
    expect(reader.book().hash()).toBe(redline.book().hash())
  }, 120_000)

  it('behaviour: a source that says nothing of itself is opaque, and known by its price', async () => {
    const redline = await follow()
    await setSource(
      chain(),
      'LINK',
      await deploy(chain(), 'PriceAggregator', 'x', 8, chain().deployment.admin, 0),
    )
    const { oracles } = await stateIn(redline)
    expect(oracles.get(assetOf(chain(), 'LINK'))?.shape).toEqual({ kind: 'opaque' })
    expect(oracles.get(assetOf(chain(), 'DAI'))?.shape.kind).toBe('feed')
  })

  it('behaviour: is found again where what is stored was written before it was known', async () => {
    const redline = await follow()
    const { client, deployment, anvil } = chain()
    await redline.reached((await client.getBlock()).hash)
    const now = [...redline.book().records()]
    const old = createBook(deployment.chainId)
    old.apply(now.filter(({ kind }) => !PRICING.includes(kind)))
    const node = await openNode({ chainId: deployment.chainId, rpcUrls: [anvil.rpcUrl] })
    const block = await node.block('latest')
    const btcUsdFeed = proxyOf(chain(), 'BTC/USD')
    const adapter = aaveAdapter(MARKET, deployment.addressesProvider, { btcUsdFeed })
    const place = { chainId: deployment.chainId, market: MARKET, block: block.number }
    old.apply(await node.read(adapter.update(old, place, [], block.timestamp), block))
    expect(old.hash()).toBe(redline.book().hash())
  })
})
