import type { BlockRef } from '../../core/block.ts'
import type { WatchedLogs } from '../../protocols/adapter.ts'
import type { SourceEvent, SourcePort } from './ports.ts'
import { type Followed, type Processed, processSegment } from './process-segment.ts'
import { rollBack } from './roll-back.ts'

/** A chain that stands at a segment end. */
export type Following = Followed & {
  readonly source: SourcePort
  readonly after: BlockRef
  readonly tail: readonly BlockRef[]
  readonly signal: AbortSignal
  /** Told what happened, in order; it must not throw. */
  readonly told: (event: FollowEvent) => void
}

/** What following a chain came to, step by step. */
export type FollowEvent =
  | { readonly kind: 'processed'; readonly processed: Processed }
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
        told({ kind: 'processed', processed: await processSegment(following, event.segment, finalized) })
        finalized = undefined
        break
      case 'rollback':
        told({ kind: 'rolled-back', to: event.to, segments: await rollBack(following, event.to) })
        break
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

function watchedBy({ adapters, book }: Followed): WatchedLogs {
  const watched = adapters.map((adapter) => adapter.watched(book))
  return {
    addresses: watched.flatMap(({ addresses }) => addresses),
    topics: [...new Set(watched.flatMap(({ topics }) => topics))],
  }
}
