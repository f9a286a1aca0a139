import { beforeEach, expect, it } from 'vitest'
import { ANN, FAKE_CHAIN, fakeMarket, fakeSegment, runPlan } from '../../../test/support/fake-market.ts'
import { createBook } from '../../core/book/book.ts'
import { RedlineError } from '../../core/errors.ts'
import { endOf, type Segment } from '../../core/segment.ts'
import { type FollowEvent, type Following, follow } from './follow.ts'
import type { SourceEvent } from './ports.ts'

type Commit = Parameters<Following['store']['commit']>[0]

let commits: Commit[]
let rollbacks: string[]
let events: FollowEvent[]
/** Blocks below this one cannot be read any more; blocks named here are gone. */
let prunedBelow: bigint
let gone: Set<string>
/** Ends that the store does not have. */
let unknown: Set<string>
/** What the first rollback fails with, if it does. */
let lost: RedlineError | undefined

beforeEach(() => {
  lost = undefined
  commits = []
  rollbacks = []
  events = []
  prunedBelow = 0n
  gone = new Set()
  unknown = new Set()
})

const failure = (code: string) => new RedlineError({ code, happened: 'It failed.', remedy: 'Wait.' })

async function run(given: readonly SourceEvent[]): Promise<void> {
  const { adapter, truth } = fakeMarket('one')
  truth.debts.set(ANN, 5n)
  truth.named = [ANN]
  const first = endOf(fakeSegment(0n))
  await follow({
    chain: {
      chainId: FAKE_CHAIN,
      read: async (plan, block) => {
        if (gone.has(block.hash)) throw failure('block_not_found')
        if (block.number < prunedBelow) throw failure('state_pruned')
        return runPlan(plan)
      },
    },
    book: createBook(FAKE_CHAIN),
    store: {
      load: () => Promise.reject(new Error('not used')),
      rollback: async (_, to) => {
        rollbacks.push(to)
        if (unknown.has(to)) throw failure('reorg_too_deep')
        if (lost !== undefined && rollbacks.length === 1) throw lost
        return []
      },
      commit: async (commit) => void commits.push(commit),
    },
    markets: { joined: () => [adapter], arriving: () => [], leaving: () => [] },
    source: {
      follow: async function* () {
        yield* given
      },
    },
    after: first,
    tail: [first],
    watched: () => ({ addresses: [], topics: [] }),
    signal: new AbortController().signal,
    wait: () => Promise.resolve(),
    told: (event) => events.push(event),
  })
}

const segment = (number: bigint, branch = '', parentBranch = branch): SourceEvent => ({
  kind: 'segment',
  segment: fakeSegment(number, branch, parentBranch),
})
const numbersOf = ({ segment: { headers } }: { readonly segment: Segment }) =>
  headers.map(({ number }) => Number(number))

it('behaviour: blocks whose state is gone become one segment with the first that can be read', async () => {
  prunedBelow = 4n
  await run([1n, 2n, 3n, 4n, 5n].map((number) => segment(number)))
  expect(commits.map(numbersOf)).toEqual([[1, 2, 3, 4], [5]])
  expect(events.map(({ kind }) => kind)).toEqual([
    'held-back',
    'held-back',
    'held-back',
    'processed',
    'processed',
  ])
})

it('behaviour: far below the head a state that is gone is not asked for again and again', async () => {
  prunedBelow = 300n
  const asked = Array.from({ length: 20 }, (_, i) => segment(BigInt(i + 1)))
  await run([{ kind: 'head', number: 400n }, ...asked])
  expect(commits).toEqual([])
  prunedBelow = 0n
  await run([segment(1n), { kind: 'head', number: 400n }, segment(2n)])
  expect(commits.map(numbersOf)).toEqual([[1], [2]])
})

it('behaviour: a reorganisation inside of what is held back cuts it, and undoes nothing', async () => {
  prunedBelow = 5n
  const to = endOf(fakeSegment(2n))
  await run([
    segment(1n),
    segment(2n),
    segment(3n),
    segment(4n),
    { kind: 'rollback', to },
    segment(3n, 'b', ''),
    segment(4n, 'b'),
    segment(5n, 'b'),
  ])
  expect(rollbacks).toEqual([])
  expect(commits.map(({ segment: { headers } }) => headers.map(({ hash }) => hash))).toEqual([
    ['0x1', '0x2', '0x3b', '0x4b', '0x5b'],
  ])
})

it('behaviour: a reorganisation below what is held back is the store’s', async () => {
  prunedBelow = 3n
  const to = endOf(fakeSegment(0n))
  await run([segment(1n), segment(2n), { kind: 'rollback', to }, segment(1n, 'b', ''), segment(2n, 'b')])
  expect(rollbacks).toEqual(['0x0'])
  expect(commits).toEqual([])
})

it('behaviour: a block that those who were asked do not have yet comes with the next one', async () => {
  gone.add('0x2')
  await run([segment(1n), segment(2n), segment(3n)])
  expect(commits.map(numbersOf)).toEqual([[1], [2, 3]])
})

it('behaviour: what became final with an orphaned segment is committed with the next one', async () => {
  gone.add('0x1')
  await run([
    { kind: 'finalized', number: 7n },
    segment(1n),
    { kind: 'rollback', to: endOf(fakeSegment(0n)) },
    segment(1n, 'b', ''),
    segment(2n, 'b'),
  ])
  expect(commits.map(({ finalizedUpTo }) => finalizedUpTo)).toEqual([7n, undefined])
})

it('error: a rollback whose answer is lost ends following, because the book is not where the store is', async () => {
  const [code, happened, remedy] = ['store_unavailable', 'The answer was lost.', 'Load again.']
  lost = new RedlineError({ code, happened, remedy, retryable: true })
  await expect(run([segment(1n), { kind: 'rollback', to: endOf(fakeSegment(0n)) }])).rejects.toBe(lost)
  expect(events.map(({ kind }) => kind)).toEqual(['processed'])
})

it('behaviour: ends where the source goes back to an end that was made a part of another segment', async () => {
  prunedBelow = 2n
  unknown.add('0x1')
  await run([
    segment(1n),
    segment(2n),
    { kind: 'rollback', to: endOf(fakeSegment(1n)) },
    segment(2n, 'b', ''),
  ])
  expect(commits.map(numbersOf)).toEqual([[1, 2]])
  expect(events.map(({ kind }) => kind)).toEqual(['held-back', 'processed'])
})
