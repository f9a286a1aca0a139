import type { BlockRef } from '../../core/block.ts'
import type { Segment } from '../../core/segment.ts'
import type { LogQuery } from './log-query.ts'

/** What a source says, in order; a consumer that obeys always holds one unbroken chain. */
export type SourceEvent =
  /** The next segment, linked to the last one given out. */
  | { readonly kind: 'segment'; readonly segment: Segment }
  /** Back to this earlier segment end; everything above it left the chain. */
  | { readonly kind: 'rollback'; readonly to: BlockRef }
  /** The highest block that a quorum has; told when it changes, before the segments that it brings. */
  | { readonly kind: 'head'; readonly number: bigint }
  /** Blocks up to this one never change; only ever grows, and may be ahead of the segments while catching up. */
  | { readonly kind: 'finalized'; readonly number: bigint }
  /** The chain stopped advancing: fewer nodes than the quorum agree. Said again when the code changes. */
  | { readonly kind: 'stalled'; readonly code: string; readonly reason: string }
  | { readonly kind: 'resumed' }

/** Where to begin, and what is wanted. */
export type SourceStart = {
  readonly after: BlockRef
  /**
   * Segment ends already processed that a reorg may take away, ascending, the last one `after`. A reorg can only go
   * back to one of them, so the first one should be the newest final end. Empty: `after` alone.
   */
  readonly tail: readonly BlockRef[]
  /** Asked anew for each segment, with the end that it follows; without one where it is only looked ahead. */
  readonly filter: (after?: BlockRef) => LogQuery
  readonly signal: AbortSignal
}

/** Yields the chain after a block. Ends when the signal aborts, or (historical) when it is done. */
export type Source = { readonly follow: (start: SourceStart) => AsyncGenerator<SourceEvent, void, void> }
