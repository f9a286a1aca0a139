import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { type Book, NOT_KNOWN } from '../../core/book/book.ts'
import type { FactChange, FactRecord } from '../../core/fact-record.ts'
import type { Happening } from '../../core/happening.ts'
import { endOf, type Segment } from '../../core/segment.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import type { ChainPort } from '../ports.ts'
import { happeningsIn } from './happenings-in.ts'
import { identityRecord } from './market-identity.ts'
import { type MarketStatus, statusRecord } from './market-status.ts'
import { mergeChanges } from './merge-changes.ts'
import { patiently } from './patiently.ts'
import type { FactStorePort, RepairsPort } from './ports.ts'
import { readMarket } from './read-market.ts'

/** A chain that is being followed: whom to ask, what is known, where it is kept. */
export type Followed = {
  readonly chain: Pick<ChainPort, 'chainId' | 'read'>
  readonly book: Book
  readonly store: FactStorePort
  readonly markets: SegmentMarkets
  /** What was found to differ from the chain, to be read again with the next segment. */
  readonly repairs?: RepairsPort
  /** Waits so many milliseconds; resolves early when the chain is not followed any more. */
  readonly wait: (ms: number) => Promise<void>
  /** After it has aborted nothing is tried again. */
  readonly signal?: AbortSignal
}

/** Which markets a segment is about; asked anew for each one. */
export type SegmentMarkets = {
  /** Those whose facts are in the book. */
  readonly joined: () => readonly Adapter[]
  /** Those that are read beside it and may join with this segment. */
  readonly arriving: () => readonly Arrival[]
  /** Ids of those in the book that nobody follows any more. */
  readonly leaving: () => readonly string[]
}

/** A market on its way into the book. */
export type Arrival = {
  readonly adapter: Adapter
  /** Everything that is true of the market at this end, or nothing yet. */
  readonly factsAt: (
    segment: Segment,
  ) => Promise<{ readonly records: readonly FactRecord[]; readonly status: MarketStatus } | undefined>
}

/** What processing a segment came to. */
export type Processed = {
  readonly end: BlockRef
  readonly changes: readonly FactChange[]
  /** What happened in the markets that had joined before, in the chain's order. */
  readonly happenings: readonly Happening[]
  readonly statuses: ReadonlyMap<string, MarketStatus>
  /** Markets whose parts did not sum at first, so that all their accounts were read again. */
  readonly reread: readonly string[]
  /** Accounts that were read again because they were found to differ from the chain, by market. */
  readonly repaired: ReadonlyMap<string, readonly Address[]>
  readonly joined: readonly string[]
  readonly left: readonly string[]
}

/**
 * Turns a segment into facts and keeps them: reads what its logs touched, at the hash of its last block, puts it into
 * the book, proves the totals and commits. A market that fails is marked and does not stop the others; one that is
 * ready joins, one that nobody follows leaves. What can pass by itself is waited for. When it does not, the book is as
 * it was, while the store may hold the segment: the answer may be all that was lost.
 * @throws what the store throws, or a chain error about the block itself.
 */
export async function processSegment(
  followed: Followed,
  segment: Segment,
  finalizedUpTo?: bigint,
): Promise<Processed> {
  const { chain, book, store, repairs, wait, signal } = followed
  const { applied, ...taken } = await patiently(() => takeIn(followed, segment), wait, signal)
  const finality = finalizedUpTo === undefined ? {} : { finalizedUpTo }
  try {
    const { changes, happenings } = taken
    const commit = { chainId: chain.chainId, segment, changes, happenings, ...finality }
    // Only the commit is tried again, never the reading before it: should the first try have happened after all, the
    // store has these changes and takes no others, such as those of a market that is ready to join by now.
    await patiently(() => store.commit(commit), wait, signal)
  } catch (error) {
    book.undo(applied)
    throw error
  }
  for (const [market, accounts] of taken.repaired) repairs?.done(market, accounts)
  return taken
}

/** Reads a segment into the book, wholly or not at all; answers also all that was changed on the way. */
async function takeIn(
  { chain, book, markets, repairs }: Followed,
  segment: Segment,
): Promise<Processed & { readonly applied: readonly FactChange[] }> {
  const end = endOf(segment)
  const { chainId } = chain
  const statuses = new Map<string, MarketStatus>()
  const reread: string[] = []
  const repaired = new Map<string, readonly Address[]>()
  const joined: string[] = []
  const left = markets.leaving()
  const applied: FactChange[] = []
  const keep = (records: Iterable<FactRecord>) => {
    for (const change of book.apply(records)) applied.push(change)
  }
  const conclude = (market: string, status: MarketStatus) => {
    statuses.set(market, status)
    keep([statusRecord(market, status)])
  }
  try {
    if (left.length > 0) keep(forgotten(book, left))
    const before = markets.joined()
    for (const adapter of before) {
      const { market } = adapter
      const place = { chainId, market, block: end.number }
      const again = () => reread.push(market)
      const due = repairs?.due(market)
      if (due !== undefined) repaired.set(market, due)
      const reading = { chain, book, adapter, place, segment, end, keep, reread: again, due }
      conclude(market, await readMarket(reading))
    }
    for (const { adapter, factsAt } of markets.arriving()) {
      const found = await factsAt(segment)
      if (found === undefined) continue
      keep([...found.records, identityRecord(adapter)])
      conclude(adapter.market, found.status)
      joined.push(adapter.market)
    }
    const happenings = happeningsIn(before, book, segment)
    return {
      end,
      changes: mergeChanges(applied),
      happenings,
      statuses,
      reread,
      repaired,
      joined,
      left,
      applied,
    }
  } catch (error) {
    book.undo(applied)
    throw error
  }
}

/** All that is known of these markets, each as no longer known. */
function forgotten(book: Book, markets: readonly string[]): readonly FactRecord[] {
  const known = [...book.records()].filter(({ market }) => markets.includes(market))
  return known.map((record) => ({ ...record, value: NOT_KNOWN }))
}
