import type { Hex } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import { RedlineError } from '../core/errors.ts'
import { type CheckpointEvent, keepCheckpoints } from '../pipeline/upkeep/keep-checkpoints.ts'
import { keepRetention, type RetentionEvent } from '../pipeline/upkeep/keep-retention.ts'
import type { Retention } from '../pipeline/upkeep/retention-due.ts'
import type { Store } from '../store/store.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { BookThreads } from '../threads/book-threads.ts'
import { pastBooks } from './past-books.ts'

/** What keeping one chain's past needs. */
export type UpkeepSettings = {
  readonly chainId: number
  readonly store: Store
  readonly threads: BookThreads
  readonly retention: Retention
  readonly log: Logger
  readonly now: () => Date
  readonly signal: AbortSignal
  /** Resolves early when the signal aborts. */
  readonly wait: (ms: number) => Promise<void>
  /** Told when a checkpoint made of what is stored is not the book that was followed. */
  readonly differs?: (error: RedlineError) => void
}

/** Checkpoints and retention of one chain, beside following it. */
export type Upkeep = {
  /** To be told of every processed segment, with the book's hash at its end where that was taken. */
  readonly processed: (end: BlockRef, bookHash?: Hex) => void
  /** To be told that ends became final, once the store knows it. */
  readonly finalized: () => void
  /** To be told when the book is loaded anew: hashes of an earlier one say nothing any more. */
  readonly restarted: () => void
  /** Resolves after the signal, when nothing of it runs any more; the store may be closed then. */
  readonly ended: Promise<unknown>
}

/** Book hashes that are remembered: those of the ends that are not final yet, and some more. */
const REMEMBERED = 4_096

/** Starts the upkeep of a chain: it works whenever it is told of something final, and never stops the teller. */
export function startUpkeep(settings: UpkeepSettings): Upkeep {
  const { chainId, store, threads, retention, log, now, signal, wait } = settings
  const hashes = new Map<Hex, Hex>()
  const logged = upkeepLog(log)
  const told = (event: CheckpointEvent | RetentionEvent): void => {
    logged(event)
    if (event.kind !== 'checkpoint-failed' || !(event.error instanceof RedlineError)) return
    if (event.error.code === 'checkpoint_differs') settings.differs?.(event.error)
  }
  const past = pastBooks({ store, threads, log })
  const checkpoints = keepCheckpoints({
    chainId,
    store: {
      newest: async (id) => (await store.checkpoints.list(id)).at(-1),
      finalEnds: store.ends.final,
      put: store.checkpoints.put,
    },
    past,
    hashAt: ({ hash }) => hashes.get(hash),
    signal,
    wait,
    told,
  })
  const cleaning = keepRetention({
    chainId,
    store: {
      checkpoints: store.checkpoints.list,
      dropCheckpoint: store.checkpoints.drop,
      finalBefore: store.ends.finalBefore,
      prune: store.history.prune,
      dropOrphans: store.history.dropOrphans,
    },
    dropAnswers: store.answers.dropExpired,
    vacuum: store.history.vacuum,
    notes: store.progress,
    retention,
    now,
    signal,
    wait,
    told,
  })
  return {
    processed({ hash }, bookHash) {
      if (bookHash === undefined) return
      hashes.set(hash, bookHash)
      const [oldest] = hashes.keys()
      if (hashes.size > REMEMBERED && oldest !== undefined) hashes.delete(oldest)
    },
    restarted: () => hashes.clear(),
    finalized() {
      checkpoints.wake()
      cleaning.wake()
    },
    ended: Promise.all([checkpoints.ended, cleaning.ended]),
  }
}

const upkeepLog =
  (log: Logger) =>
  (event: CheckpointEvent | RetentionEvent): void => {
    switch (event.kind) {
      case 'checkpoint': {
        const { end, contentHash, bytes } = event
        log.info({ block: end.number, hash: end.hash, contentHash, bytes }, 'checkpoint written')
        return
      }
      case 'retention': {
        const { facts, orphans, checkpoints, answers } = event
        log.info({ facts, orphans, checkpoints, answers }, 'what need not be kept was deleted')
        return
      }
      case 'checkpoint-failed':
        log.error({ err: event.error }, 'checkpoint not written; it is tried again')
        return
      case 'retention-failed':
        log.error({ err: event.error }, 'retention failed; it is tried again')
        return
    }
  }
