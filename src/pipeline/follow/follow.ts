import type { BlockRef } from '../../core/block.ts'
import { RedlineError } from '../../core/errors.ts'
import { endOf, type Segment } from '../../core/segment.ts'
import type { WatchedLogs } from '../../protocols/adapter.ts'
import { createHeldBack, type HeldBack } from './held-back.ts'
import type { SourceEvent, SourcePort } from './ports.ts'
import { type Followed, type Processed, processSegment } from './process-segment.ts'
import { rollBack } from './roll-back.ts'

/** A chain that stands at a segment end. */
export type Following = Followed & {
  readonly source: SourcePort
  readonly after: BlockRef
  readonly tail: readonly BlockRef[]
  /** What is wanted of the segment that follows an end; without one, what would be wanted now. */
  readonly watched: (after?: BlockRef) => WatchedLogs
  readonly signal: AbortSignal
  /** Told what happened, in order; it must not throw. */
  readonly told: (event: FollowEvent) => void
}

/** What following a chain came to, step by step. */
export type FollowEvent =
  | { readonly kind: 'processed'; readonly processed: Processed; readonly segment: Segment }
  /**
   * Its block left the chain while it was read, and the source will say where to go on; or those who were asked lag,
   * and it becomes a part of the next segment.
   */
  | { readonly kind: 'orphaned'; readonly end: BlockRef }
  /** No node holds the state at its end; it becomes a part of the next segment that can be read. */
  | { readonly kind: 'held-back'; readonly end: BlockRef }
  | { readonly kind: 'rolled-back'; readonly to: BlockRef; readonly segments: number }
  | Exclude<SourceEvent, { kind: 'segment' | 'rollback' }>

/**
 * Follows a chain until the signal ends it: every segment in order, none skipped. The source is asked for the next
 * event only when the last one is dealt with, so that nothing piles up. It ends by itself where the source goes back
 * to an end that the store does not have, since that lies inside of a segment that was made of several: whoever
 * begins again from the store's own ends finds one below.
 */
export async function follow(following: Following): Promise<void> {
  const { source, after, tail, watched, signal, told } = following
  const heldBack = createHeldBack()
  let head: bigint | undefined
  let finalized: bigint | undefined
  for await (const event of source.follow({ after, tail, filter: watched, signal })) {
    switch (event.kind) {
      case 'segment': {
        const segment = heldBack.with(event.segment)
        const came =
          heldBack.isHolding() && !heldBack.isWorthTrying(segment, head)
            ? ({ kind: 'held-back', end: endOf(segment) } as const)
            : await processed(following, segment, finalized)
        settle(heldBack, segment, came)
        // What was not committed with this segment is with the next one.
        if (came.kind === 'processed') finalized = undefined
        told(came)
        break
      }
      case 'rollback': {
        // What is held back was never processed, so there is nothing to undo.
        if (heldBack.backTo(event.to)) break
        // Not tried again: one whose answer was lost has nothing left to undo, and the book would keep what it undid.
        const segments = await undone(following, event.to)
        if (segments === undefined) return
        told({ kind: 'rolled-back', to: event.to, segments })
        break
      }
      case 'finalized':
        finalized = event.number
        told(event)
        break
      case 'head':
        head = event.number
        told(event)
        break
      case 'stalled':
      case 'resumed':
        told(event)
        break
    }
  }
}

/** How many segments were taken back; undefined when the store has no such end. */
async function undone(following: Following, to: BlockRef): Promise<number | undefined> {
  try {
    return await rollBack(following, to)
  } catch (error) {
    if (error instanceof RedlineError && error.code === 'reorg_too_deep') return undefined
    throw error
  }
}

function settle(heldBack: HeldBack, segment: Segment, came: FollowEvent): void {
  // The source counts it as given out: it will say how much of it to take back, or go on after it.
  if (came.kind === 'processed') heldBack.clear()
  else heldBack.hold(segment)
}

async function processed(
  following: Following,
  segment: Segment,
  finalized: bigint | undefined,
): Promise<FollowEvent> {
  try {
    return { kind: 'processed', processed: await processSegment(following, segment, finalized), segment }
  } catch (error) {
    const code = error instanceof RedlineError ? error.code : undefined
    if (code === 'block_not_found') return { kind: 'orphaned', end: endOf(segment) }
    if (code === 'state_pruned') return { kind: 'held-back', end: endOf(segment) }
    throw error
  }
}
