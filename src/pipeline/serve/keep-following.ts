import type { BlockRef } from '../../core/block.ts'
import { type Book, createBook } from '../../core/book/book.ts'
import { RedlineError } from '../../core/errors.ts'
import { type Bringing, bootstrap } from '../bootstrap/bootstrap.ts'
import { type FollowEvent, follow } from '../follow/follow.ts'
import { type MarketStatus, statusOf } from '../follow/market-status.ts'
import type { RepairsPort, SourcePort } from '../follow/ports.ts'

/** A chain to keep following. */
export type Kept = Bringing & {
  readonly source: SourcePort
  readonly signal: AbortSignal
  readonly told: (event: FollowEvent | PhaseEvent) => void
  readonly repairs?: RepairsPort
  /** Waits before the next try; resolves early when the signal aborts. */
  readonly wait: (ms: number) => Promise<void>
}

/** Which part of its life a chain is in. */
export type PhaseEvent =
  | { readonly kind: 'bootstrapping' }
  | {
      readonly kind: 'standing'
      /** Goes on with every segment; true at one block only between two of them. */
      readonly book: Book
      readonly end: BlockRef
      readonly statuses: ReadonlyMap<string, MarketStatus>
    }
  | { readonly kind: 'failed'; readonly error: unknown; readonly code: string; readonly retryInMs: number }

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000

/**
 * Brings a chain up, from the store where it holds something, and follows it until the signal ends it. Whatever fails,
 * the next try begins with what the store holds, which is whole after any failure.
 */
export async function keepFollowing(kept: Kept): Promise<void> {
  const { chain, store, source, markets, signal, told, repairs } = kept
  let waitMs = FIRST_WAIT_MS
  while (!signal.aborted) {
    try {
      const { book, after, tail } = await stand(kept)
      const adapters = markets.map(({ adapter }) => adapter)
      const statuses = new Map<string, MarketStatus>()
      for (const { market } of adapters) {
        const status = statusOf(book, market)
        if (status !== undefined) statuses.set(market, status)
      }
      told({ kind: 'standing', book, end: after, statuses })
      const relieved = (event: FollowEvent) => {
        if (event.kind === 'processed') waitMs = FIRST_WAIT_MS
        told(event)
      }
      const { wait } = kept
      const followed = { chain, book, store, adapters, ...(repairs && { repairs }) }
      await follow({ ...followed, source, after, tail, signal, wait, told: relieved })
    } catch (error) {
      if (signal.aborted) return
      const code = error instanceof RedlineError ? error.code : 'unexpected'
      told({ kind: 'failed', error, code, retryInMs: waitMs })
      await kept.wait(waitMs)
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)
    }
  }
}

type Stand = { readonly book: Book; readonly after: BlockRef; readonly tail: readonly BlockRef[] }

async function stand(kept: Kept): Promise<Stand> {
  const { chain, store, told } = kept
  const book = createBook(chain.chainId)
  const { last, tail } = await store.load(chain.chainId, (page) => book.apply(page))
  if (last !== undefined) return { book, after: last, tail }
  told({ kind: 'bootstrapping' })
  const { book: fresh, start } = await bootstrap(kept)
  return { book: fresh, after: start, tail: [start] }
}
