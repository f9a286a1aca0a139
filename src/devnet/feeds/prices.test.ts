import { parseAbi, parseEventLogs } from 'viem'
import { describe, expect, it } from 'vitest'
import { useDevnetChain } from '../../../test/support/devnet-chain.ts'
import { DEVNET_ADMIN } from '../chain.ts'
import { mineSuccessfully, mineTransactions } from '../client-transactions.ts'
import type { FeedName } from '../deployment.ts'
import { priceTransaction, readPrices, setPrice, setStakedRatio } from './prices.ts'

const events = parseAbi([
  'event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt)',
  'event NewRound(uint256 indexed roundId, address indexed startedBy, uint256 startedAt)',
])

const chain = useDevnetChain()
const feed = (name: FeedName) => {
  const found = chain().deployment.feeds.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(name)
  return found
}

describe('readPrices', () => {
  it('behaviour: the oracle answers all eight prices to the integer', async () => {
    const { client, deployment } = chain()
    const { reserves, legs, stakedRatio } = await readPrices(client, deployment)
    expect(reserves).toEqual({
      WBTC: 92_491_41600000n,
      cbBTC: 92_584_00000000n,
      WETH: 3_150_00000000n,
      wstETH: 3_868_20000000n,
      LINK: 13_30000000n,
      USDC: 1_00000000n,
      USDT: 99900000n,
      DAI: 1_00000000n,
    })
    expect(reserves.WBTC).toBe((legs['WBTC/BTC'] * legs['BTC/USD']) / 10n ** 8n)
    expect(reserves.wstETH).toBe((legs['ETH/USD'] * stakedRatio) / 10n ** 18n)
  })
})

describe('setPrice', () => {
  it('behaviour: moving BTC/USD moves WBTC by the product and cbBTC itself, and nothing else', async () => {
    const { client, deployment } = chain()
    const before = await readPrices(client, deployment)
    await setPrice(client, deployment, 'BTC/USD', 87_999_12345679n)
    const { reserves } = await readPrices(client, deployment)
    expect(reserves).toEqual({
      ...before.reserves,
      cbBTC: 87_999_12345679n,
      // 0.999 x 87,999.12345679 = 87,911.12433333321: the rest is cut off, not rounded.
      WBTC: 87_911_12433333n,
    })
  })

  it('behaviour: the ratio legs move one asset each', async () => {
    const { client, deployment } = chain()
    const before = await readPrices(client, deployment)
    await setPrice(client, deployment, 'WBTC/BTC', 95000000n)
    await setStakedRatio(client, deployment, 1_300000000000000001n)
    const { reserves } = await readPrices(client, deployment)
    expect(reserves).toEqual({ ...before.reserves, WBTC: 87_954_80000000n, wstETH: 4_095_00000000n })
  })

  it('behaviour: several legs move in one block', async () => {
    const { client, deployment } = chain()
    const mined = await mineSuccessfully(client, [
      priceTransaction(deployment, 'BTC/USD', 88_000_00000000n),
      priceTransaction(deployment, 'ETH/USD', 2_900_00000000n),
    ])
    expect(new Set(mined.map(({ blockNumber }) => blockNumber)).size).toBe(1)
    expect((await readPrices(client, deployment)).legs).toMatchObject({
      'BTC/USD': 88_000_00000000n,
      'ETH/USD': 2_900_00000000n,
    })
  })

  it('behaviour: the aggregator, not the proxy, emits NewRound and AnswerUpdated with its own round', async () => {
    const { client, deployment } = chain()
    await setPrice(client, deployment, 'BTC/USD', 90_000_00000000n)
    const { number, timestamp, hash } = await client.getBlock()
    const logs = await client.getLogs({ blockHash: hash })
    expect(logs.map(({ address }) => address.toLowerCase())).toEqual(
      Array(2).fill(feed('BTC/USD').aggregator.toLowerCase()),
    )
    const parsed = parseEventLogs({ abi: events, logs })
    expect(parsed.map(({ eventName, args }) => ({ eventName, ...args }))).toEqual([
      { eventName: 'NewRound', roundId: 2n, startedBy: DEVNET_ADMIN, startedAt: timestamp },
      { eventName: 'AnswerUpdated', current: 90_000_00000000n, roundId: 2n, updatedAt: timestamp },
    ])
    expect(number).toBe(2n)
  })

  it('behaviour: only the admin publishes', async () => {
    const { client, deployment } = chain()
    const from = '0x00000000000000000000000000000000000000aa'
    const [mined] = await mineTransactions(client, [{ ...priceTransaction(deployment, 'BTC/USD', 1n), from }])
    expect(mined?.status).toBe('reverted')
  })
})
