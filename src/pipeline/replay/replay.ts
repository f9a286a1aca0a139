import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import type { FactChange } from '../../core/fact-record.ts'
import type { Happening } from '../../core/happening.ts'
import { endOf, type Segment } from '../../core/segment.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import { happeningsIn } from '../follow/happenings-in.ts'
import { isJoined } from '../follow/market-identity.ts'
import { factsByBlock } from './facts-by-block.ts'
import type { ReplayStorePort } from './ports.ts'
import { createStoredSource } from './stored-source.ts'

/** A stretch to replay. */
export type Replay = {
  readonly chainId: number
  readonly store: ReplayStorePort
  /** The book as of `after`; it is brought forward with every segment that is yielded. */
  readonly book: Book
  /** The markets whose happenings are told. */
  readonly adapters: readonly Adapter[]
  readonly after: BlockRef
  readonly upTo: bigint
  readonly signal: AbortSignal
}

/** A replayed segment: what changed with it. The book stands at its end until the next one is asked for. */
export type Replayed = {
  readonly end: BlockRef
  readonly segment: Segment
  readonly changes: readonly FactChange[]
  readonly happenings: readonly Happening[]
}

/**
 * Replays a stored stretch segment by segment: the same segments, changes, happenings and book as when it was followed, without
 * asking any node. Memory does not grow with its length.
 * @throws ReplayError when the stretch is not one unbroken chain, or was taken back meanwhile; what was yielded is
 * worth nothing then.
 */
export async function* replay(given: Replay): AsyncGenerator<Replayed, void, void> {
  const { chainId, store, book, adapters, after, upTo, signal } = given
  const source = createStoredSource({ chainId, store, upTo })
  const facts = factsByBlock(store, chainId, after.number, upTo)
  const filter = () => ({ addresses: [], topics: [] })
  for await (const event of source.follow({ after, tail: [after], filter, signal })) {
    if (event.kind !== 'segment') continue
    const { segment } = event
    const end = endOf(segment)
    const joined = adapters.filter((adapter) => isJoined(book, adapter))
    const changes = book.apply(await facts.of(end.number))
    // Those that joined with this segment, or left with it, are not followed in it.
    const followed = joined.filter((adapter) => isJoined(book, adapter))
    yield { end, segment, changes, happenings: happeningsIn(followed, book, segment) }
  }
}
