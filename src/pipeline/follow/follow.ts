import type { BlockRef } from '../../core/block.ts'
import { RedlineError } from '../../core/errors.ts'
import { endOf, type Segment } from '../../core/segment.ts'
import type { WatchedLogs } from '../../protocols/adapter.ts'
import { patiently } from './patiently.ts'
import type { SourceEvent, SourcePort } from './ports.ts'
import { type Followed, type Processed, processSegment } from './process-segment.ts'
import { rollBack } from './roll-back.ts'

/** A chain that stands at a segment end. */
export type Following = Followed & {
  readonly source: SourcePort
  readonly after: BlockRef
  readonly tail: readonly BlockRef[]
  readonly signal: AbortSignal
  /** Waits so many milliseconds; resolves early when the signal aborts. */
  readonly wait: (ms: number) => Promise<void>
  /** Told what happened, in order; it must not throw. */
  readonly told: (event: FollowEvent) => void
}

/** What following a chain came to, step by step. */
export type FollowEvent =
  | { readonly kind: 'processed'; readonly processed: Processed }
  /** Its block left the chain while it was read; the source will say where to go on. */
  | { readonly kind: 'orphaned'; readonly end: BlockRef }
  | { readonly kind: 'rolled-back'; readonly to: BlockRef; readonly segments: number }
  | Extract<SourceEvent, { kind: 'stalled' | 'resumed' | 'finalized' }>

/**
 * Follows a chain until the signal ends it: every segment in order, none skipped. The source is asked for the next
 * event only when the last one is dealt with, so that nothing piles up.
 */
export async function follow(following: Following): Promise<void> {
  const { source, after, tail, signal, told } = following
  let finalized: bigint | undefined
  const filter = () => watchedBy(following)
  for await (const event of source.follow({ after, tail, filter, signal })) {
    switch (event.kind) {
      case 'segment':
        told(await processed(following, event.segment, finalized))
        finalized = undefined
        break
      case 'rollback': {
        const segments = await patiently(() => rollBack(following, event.to), following.wait)
        told({ kind: 'rolled-back', to: event.to, segments })
        break
      }
      case 'finalized':
        finalized = event.number
        told(event)
        break
      case 'stalled':
      case 'resumed':
        told(event)
        break
    }
  }
}

async function processed(
  following: Following,
  segment: Segment,
  finalized: bigint | undefined,
): Promise<FollowEvent> {
  try {
    const work = () => processSegment(following, segment, finalized)
    return { kind: 'processed', processed: await patiently(work, following.wait) }
  } catch (error) {
    if (!(error instanceof RedlineError) || error.code !== 'block_not_found') throw error
    return { kind: 'orphaned', end: endOf(segment) }
  }
}

function watchedBy({ adapters, book }: Followed): WatchedLogs {
  const watched = adapters.map((adapter) => adapter.watched(book))
  return {
    addresses: watched.flatMap(({ addresses }) => addresses),
    topics: [...new Set(watched.flatMap(({ topics }) => topics))],
  }
}
