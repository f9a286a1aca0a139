import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import { RedlineError } from '../../core/errors.ts'
import type { Header } from '../../core/segment.ts'
import type { BootstrapEvent } from '../bootstrap/events.ts'
import type { NewMarket } from '../bootstrap/newcomer.ts'
import type { ProgressPort } from '../bootstrap/ports.ts'
import { createPosition } from '../bootstrap/position.ts'
import { createRoster } from '../bootstrap/roster.ts'
import { type FollowEvent, follow } from '../follow/follow.ts'
import { type MarketStatus, statusOf } from '../follow/market-status.ts'
import type { FactStorePort, RepairsPort, SourcePort } from '../follow/ports.ts'
import type { ChainPort } from '../ports.ts'
import { stand } from './stand.ts'

/** A chain to keep following. */
export type Kept = {
  readonly chain: ChainPort & { readonly header: (at: bigint) => Promise<Header> }
  readonly store: FactStorePort & { readonly progress: ProgressPort }
  readonly markets: readonly NewMarket[]
  /** A segment ends where (number + 1) mod stride = 0. */
  readonly stride: bigint
  /** When blocks count as final: by the nodes' tag, or so many blocks below the head. */
  readonly finality: 'tag' | number
  readonly source: SourcePort
  readonly signal: AbortSignal
  readonly told: (event: KeptEvent) => void
  readonly repairs?: RepairsPort
  /** Waits before the next try; resolves early when the signal aborts. */
  readonly wait: (ms: number) => Promise<void>
  /** Milliseconds, of any beginning. */
  readonly now: () => number
}

/** What happened to a chain that is kept, in order. */
export type KeptEvent = FollowEvent | BootstrapEvent | PhaseEvent

/** Which part of its life a chain is in. */
export type PhaseEvent =
  | {
      readonly kind: 'standing'
      readonly end: BlockRef
      readonly statuses: ReadonlyMap<string, MarketStatus>
      /** Goes on with every segment; true at one block only between two of them. Another one after the next standing. */
      readonly book: Book
    }
  | { readonly kind: 'failed'; readonly error: unknown; readonly code: string; readonly retryInMs: number }

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000

/**
 * Follows a chain until the signal ends it, from where the store stands; where that is nowhere, from a final block, with
 * no market at first. Markets that have not joined are brought up meanwhile. Whatever fails, the next try begins with
 * what the store holds, which is whole after any failure.
 */
export async function keepFollowing(kept: Kept): Promise<void> {
  const { signal, told } = kept
  let waitMs = FIRST_WAIT_MS
  const relieved = (): void => {
    waitMs = FIRST_WAIT_MS
  }
  // What was begun beside a try may end later than the try itself, which is told at once.
  let beside: Promise<void> = Promise.resolve()
  const leave = (work: Promise<void>): void => {
    beside = work
  }
  while (!signal.aborted) {
    await beside
    try {
      await followOnce(kept, relieved, leave)
    } catch (error) {
      if (signal.aborted) break
      const code = error instanceof RedlineError ? error.code : 'unexpected'
      told({ kind: 'failed', error, code, retryInMs: waitMs })
      await kept.wait(waitMs)
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)
    }
  }
  await beside
}

/** From the store to the first failure; `leave` is given what goes on beside it until it has seen the end. */
async function followOnce(
  kept: Kept,
  relieved: () => void,
  leave: (beside: Promise<void>) => void,
): Promise<void> {
  const { chain, store, source, markets, told, wait, now, repairs } = kept
  const { book, after, tail } = await stand(kept)
  const ended = new AbortController()
  const signal = AbortSignal.any([kept.signal, ended.signal])
  const position = createPosition({ after, tail }, kept.stride, signal)
  const { progress } = store
  const roster = createRoster({ chain, progress, position, signal, wait, now, told }, book, markets)
  const note = (event: FollowEvent): void => {
    position.note(event)
    roster.note(event)
    if (event.kind === 'processed') relieved()
    told(event)
  }
  const watched = (following?: BlockRef) => {
    if (following !== undefined) position.asked()
    return roster.watched()
  }
  told({ kind: 'standing', end: after, statuses: statusesIn(book, markets), book })
  roster.start()
  try {
    const followed = { chain, book, store, markets: roster, ...(repairs && { repairs }) }
    await follow({ ...followed, source, after, tail, watched, signal, wait, told: note })
  } finally {
    ended.abort()
    leave(roster.ended())
  }
}

function statusesIn(book: Book, markets: readonly NewMarket[]): ReadonlyMap<string, MarketStatus> {
  const statuses = new Map<string, MarketStatus>()
  for (const { adapter } of markets) {
    const status = statusOf(book, adapter.market)
    if (status !== undefined) statuses.set(adapter.market, status)
  }
  return statuses
}
