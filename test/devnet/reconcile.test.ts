import { afterEach, expect, it } from 'vitest'
import { readHeader } from '../../src/chain/source/header.ts'
import { factStore } from '../../src/compose/past-ports.ts'
import type { Address } from '../../src/core/address.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { bookFigures } from '../../src/core/book/figures.ts'
import { factValue, readFactValue } from '../../src/core/fact-value.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import type { Followed, Processed } from '../../src/pipeline/follow/process-segment.ts'
import { processSegment } from '../../src/pipeline/follow/process-segment.ts'
import { keepReconciling } from '../../src/pipeline/reconcile/keep-reconciling.ts'
import type { Reconciliation } from '../../src/pipeline/reconcile/reconcile-market.ts'
import { createRepairs } from '../../src/pipeline/reconcile/repairs.ts'
import { verifyHeld } from '../../src/pipeline/verify-held.ts'
import type { AtRest } from '../../src/pipeline/watch/at-rest.ts'
import type { WatchEvent } from '../../src/pipeline/watch/event.ts'
import { aaveAdapter } from '../../src/protocols/aave-v3/index.ts'
import type { Adapter } from '../../src/protocols/adapter.ts'
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
  const honest = aaveAdapter(MARKET, chain().deployment.addressesProvider)
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
  const verify = (sample: number) =>
    verifyHeld(
      {
        chain: node,
        rest,
        market: { id: MARKET },
        standing: async () => ({ finality: 'latest', stale: false }),
        uiPool: undefined,
      },
      sample,
    )
  return { book, honest, nextBlock, rounds, verify }
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
  const value = readFactValue(more.value) as { collateral: bigint; debt: bigint; collateralEnabled: boolean }
  const wrong = factValue({ ...value, collateral: value.collateral + 7n })
  const account = other.key.slice(0, 42) as Address
  // As a fault in reading would: what is wrong goes through the same commit as everything else.
  const lying: Adapter = {
    ...honest,
    *update(known, place, logs) {
      const records = yield* honest.update(known, place, logs)
      return [
        ...records,
        { ...more, value: wrong },
        { market: MARKET, kind: 'account', key: account, value: factValue({ category: 200 }) },
      ]
    },
  }
  await nextBlock(lying)
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
  const owed = [...book.records()].find(
    ({ kind, value }) => kind === 'leg' && !value.includes('"debt":{"#":"0"}'),
  )
  if (owed === undefined) throw new Error('nobody owes anything')
  const value = readFactValue(owed.value) as { collateral: bigint; debt: bigint; collateralEnabled: boolean }
  book.apply([{ ...owed, value: factValue({ ...value, debt: value.debt + 10n ** 18n }) }])
  const wrong = await verify(accounts)
  expect(wrong.equal).toBe(false)
  expect(wrong.verification.differences.map(({ subject }) => subject)).toContain(owed.key.slice(0, 42))
  expect(wrong.coverage.filter(({ complete }) => !complete).map(({ asset }) => asset)).toEqual([
    owed.key.slice(43),
  ])
})
