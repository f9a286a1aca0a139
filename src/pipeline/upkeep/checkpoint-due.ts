import type { BlockRef } from '../../core/block.ts'

/** Segments after which a checkpoint is due, whatever the time. */
export const CHECKPOINT_EVERY = 1_000

/** A final end, seen from the last checkpoint. */
export type Candidate = {
  readonly end: BlockRef
  /** The final end after it; absent while there is none. */
  readonly next: BlockRef | undefined
  /** Segments since the last checkpoint, this one included; undefined where there is no checkpoint yet. */
  readonly since: number | undefined
}

/**
 * Whether a final end gets a checkpoint: the first one of a chain, every thousandth after the last checkpoint, and the
 * last one of each UTC day, which is known only when the next day has begun.
 */
export function isCheckpointDue({ end, next, since }: Candidate): boolean {
  if (since === undefined || since >= CHECKPOINT_EVERY) return true
  return next !== undefined && utcDay(next) > utcDay(end)
}

/** The first of the final ends after the last checkpoint, oldest first, that is due. */
export const dueEnd = (ends: readonly BlockRef[], hasCheckpoint: boolean): BlockRef | undefined =>
  ends.find((end, place) =>
    isCheckpointDue({ end, next: ends[place + 1], since: hasCheckpoint ? place + 1 : undefined }),
  )

/** Days since 1970 began. */
export const utcDay = ({ timestamp }: { readonly timestamp: bigint }): bigint => timestamp / 86_400n
