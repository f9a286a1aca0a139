import type { Book } from '../../core/book/book.ts'
import type { Happening } from '../../core/happening.ts'
import type { Segment } from '../../core/segment.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import { statusOf } from './market-status.ts'

/**
 * What a segment's logs say has happened in these markets, in the chain's order; the book stands at the segment's end.
 * It follows from stored logs and facts alone, so that following and replaying say the same.
 */
export function happeningsIn(
  adapters: readonly Adapter[],
  book: Book,
  segment: Segment,
): readonly Happening[] {
  if (segment.logs.length === 0) return []
  return adapters
    .flatMap((adapter) => {
      const isCurrent = statusOf(book, adapter.market)?.state !== 'failing'
      return adapter.happened(book, segment, isCurrent)
    })
    .sort((one, other) =>
      one.block === other.block ? one.logIndex - other.logIndex : one.block < other.block ? -1 : 1,
    )
}
