import { afterEach, expect, it } from 'vitest'
import { readHeader } from '../../src/chain/source/header.ts'
import { pastBooks } from '../../src/compose/past-books.ts'
import { factStore } from '../../src/compose/past-ports.ts'
import type { Address } from '../../src/core/address.ts'
import type { BlockRef } from '../../src/core/block.ts'
import type { Book } from '../../src/core/book/book.ts'
import { bookFigures } from '../../src/core/book/figures.ts'
import { marketExcerpt } from '../../src/core/book/market-excerpt.ts'
import type { FactRecord } from '../../src/core/fact-record.ts'
import { factValue, readFactValue } from '../../src/core/fact-value.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import type { Followed, Processed } from '../../src/pipeline/follow/process-segment.ts'
import { processSegment } from '../../src/pipeline/follow/process-segment.ts'
import { heldMarket } from '../../src/pipeline/held-market.ts'
import type { BlockAt } from '../../src/pipeline/ports.ts'
import { keepReconciling } from '../../src/pipeline/reconcile/keep-reconciling.ts'
import type { Reconciliation } from '../../src/pipeline/reconcile/reconcile-market.ts'
import { createRepairs } from '../../src/pipeline/reconcile/repairs.ts'
import { verifyHeld } from '../../src/pipeline/verify-held.ts'
import type { AtRest } from '../../src/pipeline/watch/at-rest.ts'
import type { WatchEvent } from '../../src/pipeline/watch/event.ts'
import { aaveAdapter } from '../../src/protocols/aave-v3/index.ts'
import type { Adapter } from '../../src/protocols/adapter.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { createBookThreads } from '../../src/threads/book-threads.ts'
import { broughtUp } from '../support/brought-up.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { storeFolder } from '../support/followed-devnet.ts'

const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 4, borrowers: 25 })
})
const MARKET = 'devnet'

const cleaners: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean()
})

/** A chain brought up into a store, that processes one empty block after the other. */
async function rig() {
  const { dataDir, remove } = await storeFolder()
  cleaners.push(remove)
  const { node, store, book, start } = await broughtUp(chain(), dataDir)
  cleaners.push(store.close)
  const threads = createBookThreads()
  cleaners.push(threads.close)
  const past = pastBooks({ store, threads, log: createLogger({ level: 'silent' }) })
  const { addressesProvider, feeds } = chain().deployment
  const btcUsdFeed = feeds.find(({ name }) => name === 'BTC/USD')?.proxy
  const honest = aaveAdapter(MARKET, addressesProvider, { btcUsdFeed })
  const repairs = createRepairs()
  let end: BlockRef = start
  const nextBlock = async (adapter: Adapter = honest): Promise<Processed> => {
    await chain().client.mine({ blocks: 1 })
    const headers = [await readHeader(node.client, end.number + 1n)] as const
    const markets = { joined: () => [adapter], arriving: () => [], leaving: () => [] }
    const wait = () => Promise.resolve()
    const followed: Followed = {
      chain: node,
      book,
      store: factStore(store, () => undefined),
      markets,
      repairs,
      wait,
    }
    const processed = await processSegment(followed, { chainId: node.chainId, headers, logs: [] })
    end = processed.end
    return processed
  }
  const rest: Pick<AtRest, 'look'> = { look: async (work) => work({ book, end }) }
  /** So many rounds of the background comparison, one after the other. */
  const rounds = async (count: number, sample: number): Promise<readonly WatchEvent[]> => {
    const events: WatchEvent[] = []
    const stopping = new AbortController()
    let waits = 0
    await keepReconciling({
      chain: node,
      rest,
      adapters: [honest],
      repairs,
      sample,
      seed: 12_345,
      everyMs: 1,
      signal: stopping.signal,
      wait: async () => {
        if (waits++ === count) stopping.abort()
      },
      told: (event) => events.push(event),
    })
    return events
  }
  const verify = async (sample: number, at: BlockAt = 'latest', market = MARKET) =>
    verifyHeld(
      {
        chain: node,
        market: { id: market },
        standing: async () => ({ finality: 'latest', agreement: 'single', stale: false }),
        uiPool: undefined,
      },
      await heldMarket({ chain: node, rest, past }, market, at, sample),
    )
  return { book, start, store, node, honest, nextBlock, rounds, verify }
}

/** As a fault in reading would: what is wrong goes through the same commit as everything else. */
const lying = (honest: Adapter, wrong: readonly FactRecord[]): Adapter => ({
  ...honest,
  *update(...asked) {
    return [...(yield* honest.update(...asked)), ...wrong]
  },
})

/** A leg's record with more in it. */
function withMore(
  leg: FactRecord,
  more: { readonly collateral?: bigint; readonly debt?: bigint },
): FactRecord {
  const value = readFactValue(leg.value) as { collateral: bigint; debt: bigint; collateralEnabled: boolean }
  const { collateral = 0n, debt = 0n } = more
  const wrong = { ...value, collateral: value.collateral + collateral, debt: value.debt + debt }
  return { ...leg, value: factValue(wrong) }
}

/** A leg of an account that owes something, and is not the first of all. */
function somebodyOwing(book: Book): FactRecord {
  const [first] = marketExcerpt(book, MARKET, 1).chosen
  const owed = [...book.records()].find(
    ({ kind, key, value }) =>
      kind === 'leg' && key.slice(0, 42) !== first && !value.includes('"debt":{"#":"0"}'),
  )
  if (owed === undefined) throw new Error('nobody owes anything')
  return owed
}

const foundIn = (events: readonly WatchEvent[]): readonly Reconciliation[] =>
  events.flatMap((event) => (event.kind === 'reconciled' ? [event.reconciliation] : []))

it('behaviour: an honest book differs nowhere, and every account has its turn', async () => {
  const { book, rounds } = await rig()
  const { accounts } = bookFigures(book)
  const found = foundIn(await rounds(Math.ceil(accounts / 10), 10))
  expect(found.every(({ different, facts }) => different.length === 0 && facts > 20)).toBe(true)
  expect(found.reduce((sum, round) => sum + round.accounts, 0)).toBeGreaterThanOrEqual(accounts)
})

it('behaviour: a wrong leg and a wrong account are found, named, and repaired by the next segment', async () => {
  const { book, honest, nextBlock, rounds } = await rig()
  const holders = [...book.records()].filter(({ kind }) => kind === 'leg')
  const [more] = holders
  const other = holders.find(({ key }) => key.slice(0, 42) !== more?.key.slice(0, 42))
  if (more === undefined || other === undefined) throw new Error('too few legs')
  const account = other.key.slice(0, 42) as Address
  const choice = { market: MARKET, kind: 'account', key: account, value: factValue({ category: 200 }) }
  await nextBlock(lying(honest, [withMore(more, { collateral: 7n }), choice]))
  const all = bookFigures(book).accounts
  const [found, ...later] = foundIn(await rounds(1, all))
  expect(later).toEqual([])
  expect(found?.largest).toBe(7n)
  expect(found?.different.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual(
    [`account ${account}`, `leg ${more.key}`].sort(),
  )
  const repaired = await nextBlock()
  expect([...(repaired.repaired.get(MARKET) ?? [])].sort()).toEqual([more.key.slice(0, 42), account].sort())
  expect(foundIn(await rounds(1, all))[0]?.different).toEqual([])
  expect((await nextBlock()).repaired.size).toBe(0)
  expect(book.get(MARKET, 'leg', more.key)).toBe(more.value)
})

it('behaviour: a comparison of what is held values it exactly, and finds a debt that is wrong', async () => {
  const { book, verify } = await rig()
  const { accounts } = bookFigures(book)
  const right = await verify(accounts)
  expect(right).toMatchObject({ equal: true, borrowers: accounts, largest: 0n })
  expect(right.verification.accounts).toBe(accounts)
  const owed = somebodyOwing(book)
  book.apply([withMore(owed, { debt: 10n ** 18n })])
  const wrong = await verify(accounts)
  expect(wrong.equal).toBe(false)
  expect(wrong.verification.differences.map(({ subject }) => subject)).toContain(owed.key.slice(0, 42))
  expect(wrong.coverage.filter(({ complete }) => !complete).map(({ asset }) => asset)).toEqual([
    owed.key.slice(43),
  ])
})

it('behaviour: what is stored wrong is found at the block with which it came, and not before or after', async () => {
  const { book, honest, nextBlock, rounds, verify } = await rig()
  const { accounts } = bookFigures(book)
  const owed = [...book.records()].find(({ kind }) => kind === 'leg')!
  const before = (await nextBlock()).end
  const planted = (await nextBlock(lying(honest, [withMore(owed, { collateral: 10n ** 18n })]))).end
  const meanwhile = (await nextBlock()).end
  await rounds(1, accounts)
  const repaired = (await nextBlock()).end
  const found = []
  for (const { number } of [before, planted, meanwhile, repaired]) found.push(await verify(accounts, number))
  expect(found.map(({ block, equal }) => [block.number, block.hash, equal])).toEqual([
    [before.number, before.hash, true],
    [planted.number, planted.hash, false],
    [meanwhile.number, meanwhile.hash, false],
    [repaired.number, repaired.hash, true],
  ])
  const account = owed.key.slice(0, 42)
  for (const { verification } of found.slice(1, 3))
    expect(new Set(verification.differences.map(({ subject }) => subject))).toEqual(new Set([account]))
  expect(found.map(({ largest }) => largest > 0n)).toEqual([false, true, true, false])
  expect(found[0]).toMatchObject({ borrowers: accounts, verification: { accounts } })
})

it('behaviour: a stored debt too much shows in the sum at its block, whoever is in the sample', async () => {
  const { book, start, store, node, verify } = await rig()
  const owed = somebodyOwing(book)
  await chain().client.mine({ blocks: 2 })
  const end = await readHeader(node.client, start.number + 2n)
  const headers = [await readHeader(node.client, start.number + 1n), end] as const
  const changes = book.apply([withMore(owed, { debt: 1n })])
  const segment = { chainId: node.chainId, headers, logs: [] }
  // Past the proof of the totals, as a fault of the store would.
  await store.facts.commit({ chainId: node.chainId, segment, changes })
  // Inside the segment the end before it is what is known.
  const [right, wrong] = [await verify(1, end.number - 1n), await verify(1, end.number)]
  expect([right.block.hash, wrong.block.hash]).toEqual([start.hash, end.hash])
  expect(right).toMatchObject({ equal: true, largest: 0n, verification: { accounts: 1 } })
  expect(right.coverage.find(({ asset }) => asset === owed.key.slice(43))?.known).toBeGreaterThan(0n)
  expect(wrong).toMatchObject({ equal: false, largest: 0n, verification: { accounts: 1, differences: [] } })
  const uncovered = wrong.coverage.filter(({ complete }) => !complete)
  expect(uncovered.map(({ asset, known, total }) => [asset, known - total])).toEqual([
    [owed.key.slice(43), 1n],
  ])
})

it('error: market_not_joined, not_stored, at_not_held', async () => {
  const { start, verify } = await rig()
  await expect(verify(5, start.number, 'another')).rejects.toMatchObject({
    code: 'market_not_joined',
    retryable: false,
    context: { block: start.number, blockHash: start.hash },
  })
  await expect(verify(5, start.number + 1n)).rejects.toMatchObject({ code: 'not_stored' })
  await expect(verify(5, start.hash)).rejects.toMatchObject({ code: 'at_not_held' })
})
