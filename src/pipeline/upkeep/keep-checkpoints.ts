import type { Hex } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { RedlineError } from '../../core/errors.ts'
import type { PastBooks } from '../past/past-books.ts'
import { CHECKPOINT_EVERY, dueEnd } from './checkpoint-due.ts'
import type { CheckpointPort } from './ports.ts'
import { type Round, rounds } from './rounds.ts'

/** A chain whose checkpoints are kept up. */
export type CheckpointKeeping = {
  readonly chainId: number
  readonly store: CheckpointPort
  readonly past: PastBooks
  /** The hash that the followed book had at an end; undefined where nobody took it. */
  readonly hashAt: (end: BlockRef) => Hex | undefined
  readonly signal: AbortSignal
  readonly wait: (ms: number) => Promise<void>
  /** Told what happened; it must not throw. */
  readonly told: (event: CheckpointEvent) => void
}

/** What keeping checkpoints came to. */
export type CheckpointEvent =
  | { readonly kind: 'checkpoint'; readonly end: BlockRef; readonly contentHash: Hex; readonly bytes: number }
  | { readonly kind: 'checkpoint-failed'; readonly error: unknown }

/**
 * Writes the checkpoints that are due whenever it is woken, beside following and never in its way: ends are final, so
 * nothing has to stand still meanwhile. A failure is told and tried again.
 */
export const keepCheckpoints = (keeping: CheckpointKeeping): Round =>
  rounds(keeping, async () => {
    try {
      while (!keeping.signal.aborted && (await writeNext(keeping)));
      return 'done'
    } catch (error) {
      if (!keeping.signal.aborted) keeping.told({ kind: 'checkpoint-failed', error })
      return 'again'
    }
  })

async function writeNext({ chainId, store, past, hashAt, told }: CheckpointKeeping): Promise<boolean> {
  const newest = await store.newest(chainId)
  const ends = await store.finalEnds(chainId, newest?.number ?? -1n, CHECKPOINT_EVERY + 1)
  const due = dueEnd(ends, newest !== undefined)
  if (due === undefined) return false
  const { number, hash: blockHash } = due
  const checkpoint = await past.at(chainId, number, (book) => book.checkpoint())
  const { contentHash, payload } = checkpoint
  const followed = hashAt(due)
  if (followed !== undefined && followed !== contentHash) throw differs(due, contentHash, followed)
  await store.put(chainId, { number, blockHash, contentHash, payload })
  told({ kind: 'checkpoint', end: due, contentHash, bytes: payload.length })
  return true
}

/** Either the facts in the store or the book in memory is wrong; a checkpoint would make that last. */
const differs = ({ chainId, number, hash }: BlockRef, stored: Hex, followed: Hex): RedlineError =>
  new RedlineError({
    code: 'checkpoint_differs',
    happened: `The stored facts as of block ${number} of chain ${chainId} are not those of the book that was followed.`,
    remedy:
      'No checkpoint was written. Restart to load the book from the store, then compare it with `redline verify`.',
    context: { chainId, block: number, blockHash: hash, stored, followed },
  })
