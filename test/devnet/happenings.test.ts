import { encodeFunctionData, parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pastPort, replayPort } from '../../src/compose/past-ports.ts'
import type { Address } from '../../src/core/address.ts'
import type { LiquidationHappening } from '../../src/core/happening.ts'
import { mineSuccessfully, mineTransactions } from '../../src/devnet/client-transactions.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { setPrice } from '../../src/devnet/feeds/prices.ts'
import { liquidate } from '../../src/devnet/market/liquidator.ts'
import { poolTransaction, transferTransaction } from '../../src/devnet/market/transactions.ts'
import { random } from '../../src/devnet/random.ts'
import { bookAsOf } from '../../src/pipeline/past/load-book.ts'
import { replay } from '../../src/pipeline/replay/replay.ts'
import { aaveAdapter } from '../../src/protocols/aave-v3/index.ts'
import { everything } from '../conformance/store-histories.ts'
import { type FollowedDevnet, followDevnet, storeFolder } from '../support/followed-devnet.ts'
import { type ReceiptLiquidation, receiptLiquidations } from '../support/receipt-liquidations.ts'

const oracleAbi = parseAbi(['function getAssetPrice(address) view returns (uint256)'])
const providerAbi = parseAbi(['function getPriceOracle() view returns (address)'])
const aTokenAbi = parseAbi(['function scaledBalanceOf(address) view returns (uint256)'])
const indexAbi = parseAbi(['function getReserveNormalizedIncome(address) view returns (uint256)'])
const RAY = 10n ** 27n

let devnet: Devnet
let redline: FollowedDevnet
let remove: () => Promise<void>
let dataDir: string
let since: bigint
let happened: readonly LiquidationHappening[]
let real: readonly ReceiptLiquidation[]

const caughtUp = async (): Promise<bigint> => {
  const { hash, number } = await devnet.client.getBlock()
  await redline.reached(hash)
  return number
}

beforeAll(async () => {
  devnet = await startDevnet({ profile: 'archive', seed: 21, borrowers: 120 })
  const folder = await storeFolder()
  remove = folder.remove
  dataDir = folder.dataDir
  redline = await followDevnet(devnet, dataDir)
  await redline.joined()
  since = (await caughtUp()) + 1n
  const { client, deployment, liquidator } = devnet
  const bot = (rounds: number) =>
    liquidate(client, deployment, { rng: random(1, 'bot'), liquidator, watch: devnet.people, rounds })
  await setPrice(client, deployment, 'BTC/USD', 80_000n * 10n ** 8n)
  await bot(1)
  await setPrice(client, deployment, 'BTC/USD', 60_000n * 10n ** 8n)
  await severalInOneTransaction()
  await bot(2)
  await setPrice(client, deployment, 'BTC/USD', 40_000n * 10n ** 8n)
  await bot(40)
  await beside()
  const last = await caughtUp()
  happened = told()
  real = await receiptLiquidations(client, deployment, since, last)
}, 120_000)
afterAll(async () => {
  await redline?.stop()
  await devnet?.stop()
  await remove?.()
})

/** What was told and not taken back again: trying things out on the chain is a reorganisation to whoever follows it. */
function told(): readonly LiquidationHappening[] {
  let kept: readonly LiquidationHappening[] = []
  for (const event of redline.events) {
    if (event.kind === 'processed') kept = [...kept, ...event.processed.happenings]
    if (event.kind === 'rolled-back') kept = kept.filter(({ block }) => block <= event.to.number)
  }
  return kept
}

/** The first eight that work, four in each of two transactions of one block. */
async function severalInOneTransaction(): Promise<void> {
  const { client, deployment, liquidator, people } = devnet
  const snapshot = await client.snapshot()
  const { executed } = await liquidate(client, deployment, {
    rng: random(2, 'try'),
    liquidator,
    watch: people,
    rounds: 1,
  })
  const tried = await Promise.all(executed.slice(0, 8).map(({ hash }) => client.getTransaction({ hash })))
  await client.revert({ id: snapshot })
  const calls = tried.map(({ input }) => input)
  await mineSuccessfully(client, [
    poolTransaction(deployment, liquidator, calls.slice(0, 4), 'four at once'),
    poolTransaction(deployment, liquidator, calls.slice(4, 8), 'four more'),
  ])
}

/** A transfer to the treasury and its own share of the interest: neither is a liquidation nor a fee. */
async function beside(): Promise<void> {
  const { client, deployment, liquidator } = devnet
  const [reserve] = deployment.reserves
  const mint = parseAbi(['function mintToTreasury(address[] assets)'])
  await mineTransactions(client, [
    transferTransaction(reserve?.aToken ?? '0x', liquidator, deployment.treasury, 1_000n),
    {
      from: liquidator,
      to: deployment.pool,
      data: encodeFunctionData({
        abi: mint,
        functionName: 'mintToTreasury',
        args: [deployment.reserves.map(({ underlying }) => underlying)],
      }),
      label: 'mint to treasury',
    },
  ])
}

const facts = (one: LiquidationHappening) => ({
  block: one.block,
  blockHash: one.blockHash,
  transaction: one.transaction,
  logIndex: one.logIndex,
  account: one.account,
  liquidator: one.liquidator,
  collateral: one.collateral,
  debt: one.debt,
  repaid: one.repaid,
  seized: one.seized,
  receivesLendingToken: one.receivesLendingToken,
  deficits: one.deficits.map(({ asset, amount }) => ({ asset, amount })),
})

describe('liquidations as they happened', () => {
  it('behaviour: every one is told as the receipts have it, in their order', () => {
    expect(happened.map(facts)).toEqual(real.map(({ feeTransferred: _, ...rest }) => rest))
    const ways = new Set(real.map(({ receivesLendingToken }) => receivesLendingToken))
    expect([real.length > 40, ways.size]).toEqual([true, 2])
    expect(real.filter(({ deficits }) => deficits.length > 0).length).toBeGreaterThan(5)
    const shared = real.filter(({ transaction }, i) => transaction === real[i - 1]?.transaction)
    expect(shared.length).toBeGreaterThan(3)
  })

  it('behaviour: the fee is what the treasury received, with at most one unit of the interest it carries', () => {
    const more = happened.map(({ fee }, i) => fee - (real[i]?.feeTransferred ?? 0n))
    expect(more.filter((units) => units !== 0n && units !== 1n)).toEqual([])
    expect(happened.filter(({ fee }) => fee > 0n).length).toBeGreaterThan(20)
  })

  it('behaviour: the fees of a block are what the treasury’s balance grew by', async () => {
    const { client, deployment } = devnet
    let compared = 0
    const last = await client.getBlockNumber()
    for (const { underlying, aToken } of deployment.reserves)
      for (const blockNumber of new Set(happened.map(({ block }) => block))) {
        // The last block is the one with the transfer and the treasury's interest.
        if (blockNumber === last) continue
        const fees = happened
          .filter(({ block, collateral }) => block === blockNumber && collateral === underlying)
          .map(({ fee }) => fee)
        const balance = (at: bigint) =>
          client.readContract({
            address: aToken,
            abi: aTokenAbi,
            functionName: 'scaledBalanceOf',
            args: [deployment.treasury],
            blockNumber: at,
          })
        const index = await client.readContract({
          address: deployment.pool,
          abi: indexAbi,
          functionName: 'getReserveNormalizedIncome',
          args: [underlying],
          blockNumber,
        })
        const grown = (((await balance(blockNumber)) - (await balance(blockNumber - 1n))) * index) / RAY
        const sum = fees.reduce((total, fee) => total + fee, 0n)
        // Each fee is rounded down on its own.
        expect(grown - sum).toBeGreaterThanOrEqual(0n)
        expect(grown - sum).toBeLessThanOrEqual(BigInt(fees.length))
        if (sum > 0n) compared += 1
      }
    expect(compared).toBeGreaterThan(5)
  })

  it('behaviour: prices are the oracle’s at the end of the segment, values at them, and the ratio is the call’s own', async () => {
    const { client, deployment } = devnet
    const oracle = await client.readContract({
      address: deployment.addressesProvider,
      abi: providerAbi,
      functionName: 'getPriceOracle',
    })
    const decimals = new Map(deployment.reserves.map((one) => [one.underlying, BigInt(one.decimals)]))
    const unit = (asset: Address) => 10n ** (decimals.get(asset) ?? 0n)
    for (const one of happened) {
      const price = (asset: Address) =>
        client.readContract({
          address: oracle,
          abi: oracleAbi,
          functionName: 'getAssetPrice',
          args: [asset],
          blockNumber: one.block,
        })
      const [collateral, debt] = [await price(one.collateral), await price(one.debt)]
      expect(one.prices).toEqual({ collateral, debt })
      expect(one.values.repaid).toBe((one.repaid * debt) / unit(one.debt))
      expect(one.values.seized).toBe((one.seized * collateral) / unit(one.collateral))
      expect(one.values.fee).toBe((one.fee * collateral) / unit(one.collateral))
      let deficit = 0n
      for (const { asset, amount } of one.deficits) deficit += (amount * (await price(asset))) / unit(asset)
      expect(one.values.deficit).toBe(deficit)
      // No price moved within these blocks, so the call's own ratio is that of the prices times the bonus.
      const taken = (one.prices.debt ?? 0n) * (one.bonus ?? 0n) * 10n ** 14n
      const ratio = taken / (one.prices.collateral ?? 1n)
      const off = ((one.exchanged ?? 0n) - ratio) * 10n ** 6n
      if (one.repaid > 10_000n && one.seized > 10_000n)
        expect(off > -ratio * 200n && off < ratio * 200n, `${one.exchanged} is ${ratio}`).toBe(true)
    }
  })
})

/** What the store has, oldest first. */
const stored = async (): Promise<readonly LiquidationHappening[]> => {
  const query = { ...everything(devnet.deployment.chainId), limit: 10_000 }
  return (await redline.store.happenings.list(query)).happenings.toReversed()
}

describe('liquidations as they are kept', () => {
  it('behaviour: the store has all of them once, and since when', async () => {
    expect(await stored()).toEqual(happened)
    const query = { ...everything(devnet.deployment.chainId), limit: 1 }
    const [record] = (await redline.store.happenings.list(query)).since
    expect(record).toMatchObject({ market: 'devnet', block: since })
  })

  it('behaviour: replaying the stored segments tells the same, without a node', async () => {
    const { chainId, addressesProvider } = devnet.deployment
    const { store } = redline
    const after = await store.ends.at(chainId, since - 1n)
    const { last } = await store.ends.standing(chainId)
    const told: LiquidationHappening[] = []
    const replayed = replay({
      chainId,
      store: replayPort(store),
      book: await bookAsOf(pastPort(store), after),
      adapters: [aaveAdapter('devnet', addressesProvider)],
      after,
      upTo: last?.number ?? 0n,
      signal: new AbortController().signal,
    })
    for await (const { happenings } of replayed) told.push(...happenings)
    expect(told).toEqual(happened)
  })

  it('behaviour: a reorganisation drops one, keeps one and changes their order; what left is an orphan', async () => {
    const { client, deployment, liquidator, people } = devnet
    const { chainId } = deployment
    const before = await stored()
    const orphaned = async () =>
      (await redline.store.happenings.orphans(chainId, 0n, 10n ** 9n)).map(({ happening }) => happening)
    const earlier = await orphaned()
    await setPrice(client, deployment, 'BTC/USD', 150_000n * 10n ** 8n)
    const bot = { rng: random(3, 'bot'), liquidator, watch: people, rounds: 1 }
    const trial = await client.snapshot()
    const { executed } = await liquidate(client, deployment, bot)
    const tried = await Promise.all(executed.slice(0, 3).map(({ hash }) => client.getTransaction({ hash })))
    await client.revert({ id: trial })
    const [one, two, three] = tried.map(({ input }, i) =>
      poolTransaction(deployment, liquidator, [input], `liquidate ${i}`),
    )
    const fork = await client.snapshot()
    await mineSuccessfully(client, [one!, two!, three!])
    await caughtUp()
    const lost = (await stored()).slice(before.length)
    expect(lost).toHaveLength(3)
    await client.revert({ id: fork })
    await mineSuccessfully(client, [three!, one!])
    await client.mine({ blocks: 2, interval: 7 })
    await caughtUp()
    const now = await stored()
    expect(now.slice(0, before.length)).toEqual(before)
    const kept = now.slice(before.length)
    expect(kept.map(({ account }) => account)).toEqual([lost[2]?.account, lost[0]?.account])
    const last = await client.getBlockNumber()
    const all = await receiptLiquidations(client, deployment, since, last)
    expect(now.map(facts)).toEqual(all.map(({ feeTransferred: _, ...rest }) => rest))
    const left = await orphaned()
    expect(left.filter((one) => !earlier.some((other) => facts(other).blockHash === one.blockHash))).toEqual(
      expect.arrayContaining([...lost]),
    )
  })

  it('behaviour: after a restart all are there and new ones follow', async () => {
    const before = await stored()
    await redline.stop()
    redline = await followDevnet(devnet, dataDir)
    await devnet.client.mine({ blocks: 1, interval: 12 })
    await caughtUp()
    expect(await stored()).toEqual(before)
  })
})
