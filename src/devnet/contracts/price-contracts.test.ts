import { type Address, encodeDeployData, encodeFunctionData, getContractAddress, parseAbi } from 'viem'
import { describe, expect, it } from 'vitest'
import { CHAINLINK_ROUNDS } from '../../../test/fixtures/chainlink-rounds.ts'
import { useDevnetChain } from '../../../test/support/devnet-chain.ts'
import { DEVNET_ADMIN, type DevnetChain } from '../chain.ts'
import { mineSuccessfully } from '../client-transactions.ts'
import { loadArtifacts } from '../compile/artifacts.ts'
import type { FeedName } from '../deployment.ts'
import { setPrice } from '../feeds/prices.ts'
import { decodeRoundId } from '../feeds/round-id.ts'

const proxyAbi = parseAbi([
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
  'function getRoundData(uint80 id) view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
  'function latestAnswer() view returns (int256)',
  'function latestRound() view returns (uint256)',
  'function phaseId() view returns (uint16)',
  'function aggregator() view returns (address)',
  'function phaseAggregators(uint16) view returns (address)',
  'function decimals() view returns (uint8)',
  'function description() view returns (string)',
  'function confirmAggregator(address next)',
  'error NoDataPresent(uint256 roundId)',
])
const adapterAbi = parseAbi([
  'function ASSET_TO_PEG() view returns (address)',
  'function PEG_TO_BASE() view returns (address)',
  'function BASE_TO_USD_AGGREGATOR() view returns (address)',
  'function RATIO_PROVIDER() view returns (address)',
  'function latestAnswer() view returns (int256)',
])

const chain = useDevnetChain()
const feed = (name: FeedName) => {
  const found = chain().deployment.feeds.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(name)
  return found
}
const sourceOf = (symbol: string) =>
  chain().deployment.reserves.find((reserve) => reserve.symbol === symbol)?.priceSource ?? '0x'

describe('AggregatorProxy', () => {
  it('behaviour: answers round 1 of phase 1 at first, with decimals and description of its aggregator', async () => {
    const { client } = chain()
    const proxy = { address: feed('ETH/USD').proxy, abi: proxyAbi } as const
    const [roundId, answer, startedAt, updatedAt, answeredInRound] = await client.readContract({
      ...proxy,
      functionName: 'latestRoundData',
    })
    expect([roundId, answer, answeredInRound]).toEqual([(1n << 64n) + 1n, 3_150_00000000n, (1n << 64n) + 1n])
    expect(startedAt).toBe(updatedAt)
    expect(await client.readContract({ ...proxy, functionName: 'decimals' })).toBe(8)
    expect(await client.readContract({ ...proxy, functionName: 'description' })).toBe('ETH / USD')
    expect(await client.readContract({ ...proxy, functionName: 'aggregator' })).toBe(
      feed('ETH/USD').aggregator,
    )
  })

  it.each(CHAINLINK_ROUNDS)('behaviour: reproduces $feed round $roundId', async (real) => {
    const { client } = chain()
    const { proxy, aggregator } = await proxyInPhase(chain(), real.phase, real.round - 1n, real.decimals)
    const transmit = encodeFunctionData({
      abi: parseAbi(['function transmit(int192 answer)']),
      args: [real.answer],
    })
    await mineSuccessfully(client, [
      { from: DEVNET_ADMIN, to: aggregator, data: transmit, label: 'transmit' },
    ])
    const { timestamp } = await client.getBlock()
    const round = [real.roundId, real.answer, timestamp, timestamp, real.roundId]
    const contract = { address: proxy, abi: proxyAbi } as const
    expect(await client.readContract({ ...contract, functionName: 'latestRoundData' })).toEqual(round)
    expect(
      await client.readContract({ ...contract, functionName: 'getRoundData', args: [real.roundId] }),
    ).toEqual(round)
    const latest = await client.readContract({ ...contract, functionName: 'latestRound' })
    expect(decodeRoundId(latest)).toEqual({ phase: real.phase, round: real.round })
    expect(await client.readContract({ ...contract, functionName: 'phaseId' })).toBe(real.phase)
  })

  it('behaviour: a new aggregator begins a phase; rounds of the old one can still be read', async () => {
    const { client } = chain()
    const { proxy, aggregator } = await proxyInPhase(chain(), 2, 7n, 8)
    await transmit(chain(), aggregator, 5n)
    const contract = { address: proxy, abi: proxyAbi } as const
    const first = await client.readContract({ ...contract, functionName: 'phaseAggregators', args: [1] })
    expect(first).not.toBe(aggregator)
    const old = await client.readContract({
      ...contract,
      functionName: 'getRoundData',
      args: [(1n << 64n) | 1n],
    })
    expect([old[0], old[1]]).toEqual([(1n << 64n) | 1n, 1n])
    expect(await client.readContract({ ...contract, functionName: 'latestAnswer' })).toBe(5n)
  })

  it.each([
    ['a round that did not happen', (1n << 64n) | 99n],
    ['a phase that did not begin', 9n << 64n],
    ['phase 0, which is before the first', 1n],
  ])('error: NoDataPresent for %s', async (_, id) => {
    const call = chain().client.readContract({
      address: feed('BTC/USD').proxy,
      abi: proxyAbi,
      functionName: 'getRoundData',
      args: [id],
    })
    await expect(call).rejects.toThrow('NoDataPresent')
  })
})

describe('adapters', () => {
  it('behaviour: tell their two legs', async () => {
    const { client, deployment } = chain()
    const wbtc = { address: sourceOf('WBTC'), abi: adapterAbi } as const
    const wsteth = { address: sourceOf('wstETH'), abi: adapterAbi } as const
    expect(await client.readContract({ ...wbtc, functionName: 'ASSET_TO_PEG' })).toBe(feed('WBTC/BTC').proxy)
    expect(await client.readContract({ ...wbtc, functionName: 'PEG_TO_BASE' })).toBe(feed('BTC/USD').proxy)
    expect(await client.readContract({ ...wsteth, functionName: 'BASE_TO_USD_AGGREGATOR' })).toBe(
      feed('ETH/USD').proxy,
    )
    expect(await client.readContract({ ...wsteth, functionName: 'RATIO_PROVIDER' })).toBe(
      deployment.reserves.find(({ symbol }) => symbol === 'wstETH')?.underlying,
    )
  })

  it.each([0n, -1n])('behaviour: answer zero when a leg answers %i', async (answer) => {
    const { client, deployment } = chain()
    await setPrice(client, deployment, 'WBTC/BTC', answer)
    await setPrice(client, deployment, 'ETH/USD', answer)
    for (const symbol of ['WBTC', 'wstETH'])
      expect(
        await client.readContract({
          address: sourceOf(symbol),
          abi: adapterAbi,
          functionName: 'latestAnswer',
        }),
      ).toBe(0n)
  })
})

/**
 * A proxy that has had `phase` aggregators; the first answered 1 in round 1, the last continues after
 * `previousRound`.
 */
async function proxyInPhase(
  { client }: DevnetChain,
  phase: number,
  previousRound: bigint,
  decimals: number,
): Promise<{ readonly proxy: Address; readonly aggregator: Address }> {
  const artifacts = await loadArtifacts()
  const nonce = await client.getTransactionCount({ address: DEVNET_ADMIN })
  const create = (name: 'PriceAggregator' | 'AggregatorProxy', ...args: readonly unknown[]) => ({
    from: DEVNET_ADMIN,
    data: encodeDeployData({ ...artifacts[name], args }),
    label: name,
  })
  const at = (offset: number) => getContractAddress({ from: DEVNET_ADMIN, nonce: BigInt(nonce + offset) })
  const [first, last, proxy] = [at(0), at(1), at(2)]
  await mineSuccessfully(client, [
    create('PriceAggregator', 'first', decimals, DEVNET_ADMIN, 0),
    create('PriceAggregator', 'last', decimals, DEVNET_ADMIN, Number(previousRound)),
    create('AggregatorProxy', DEVNET_ADMIN, phase === 1 ? last : first),
    ...Array.from({ length: phase - 1 }, (_, i) => ({
      from: DEVNET_ADMIN,
      to: proxy,
      data: encodeFunctionData({
        abi: proxyAbi,
        functionName: 'confirmAggregator',
        args: [i === phase - 2 ? last : first],
      }),
      label: 'confirm',
    })),
  ])
  if (phase > 1) await transmit({ client }, first, 1n)
  return { proxy, aggregator: last }
}

async function transmit(
  { client }: Pick<DevnetChain, 'client'>,
  aggregator: Address,
  answer: bigint,
): Promise<void> {
  const data = encodeFunctionData({ abi: parseAbi(['function transmit(int192 answer)']), args: [answer] })
  await mineSuccessfully(client, [{ from: DEVNET_ADMIN, to: aggregator, data, label: 'transmit' }])
}
