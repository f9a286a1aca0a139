import { expect, it } from 'vitest'
import { openNode } from '../../src/chain/node.ts'
import type { DeployedComet } from '../../src/devnet/compound/deployment.ts'
import { takePartialSnapshot } from '../../src/pipeline/snapshot.ts'
import { bookMarket } from '../../src/protocols/asking/book-market.ts'
import { useComets } from '../support/comet-market.ts'
import { cometRef } from '../support/comet-on-devnet.ts'

const local = useComets()

async function pricesOf(comet: DeployedComet) {
  const { chain } = local()
  const { deployment, anvil } = chain
  const node = await openNode({ chainId: deployment.chainId, rpcUrls: [anvil.rpcUrl] })
  const market = cometRef(chain, comet)
  const { book, block } = await takePartialSnapshot({ chain: node, market }, 'latest', [])
  const model = bookMarket(book, market.id, block, {})
  if (model === undefined) throw new Error('the market is not there')
  return model.listed
    .filter(({ symbol }) => !symbol.startsWith('IDLE'))
    .map(({ symbol, driver, composition, price }) => ({ symbol, driver, kind: composition.kind, price }))
}

it('behaviour: what every price of the dollar market follows is known from its feeds', async () => {
  const found = await pricesOf(local().comets.usdc)
  expect(found.map(({ symbol, driver }) => [symbol, driver])).toEqual([
    ['USDC', 'USD'],
    ['WBTC', 'BTC'],
    ['WETH', 'ETH'],
    ['wstETH', 'ETH'],
    ['LINK', 'SELF'],
  ])
  expect(found.filter(({ kind }) => kind === 'opaque')).toEqual([])
})

it('behaviour: the same in the ether market, whose prices are told in USD', async () => {
  const found = await pricesOf(local().comets.weth)
  expect(found.map(({ symbol, driver }) => [symbol, driver])).toEqual([
    ['WETH', 'ETH'],
    ['cbBTC', 'BTC'],
    ['LINK', 'SELF'],
    ['USDT', 'USD'],
    ['wstETH', 'ETH'],
    ['WBTC', 'BTC'],
  ])
  const usd = await pricesOf(local().comets.usdc)
  const priceIn = (prices: typeof found, name: string) =>
    Number(prices.find(({ symbol }) => symbol === name)?.price) / 1e8
  for (const name of ['WETH', 'WBTC', 'LINK'])
    expect(priceIn(found, name) / priceIn(usd, name)).toBeCloseTo(1, 4)
})
