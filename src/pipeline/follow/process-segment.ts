import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import { RedlineError } from '../../core/errors.ts'
import type { FactPlace } from '../../core/fact.ts'
import type { FactChange, FactRecord } from '../../core/fact-record.ts'
import { endOf, type Segment } from '../../core/segment.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import type { ChainPort } from '../ports.ts'
import { accountsIn } from './accounts-in.ts'
import { type MarketStatus, statusOf, statusRecord } from './market-status.ts'
import { mergeChanges } from './merge-changes.ts'
import type { FactStorePort, RepairsPort } from './ports.ts'
import { unequalTotals } from './unequal-totals.ts'

/** A chain that is being followed: whom to ask, what is known, where it is kept. */
export type Followed = {
  readonly chain: Pick<ChainPort, 'chainId' | 'read'>
  readonly book: Book
  readonly store: FactStorePort
  readonly adapters: readonly Adapter[]
  /** What was found to differ from the chain, to be read again with the next segment. */
  readonly repairs?: RepairsPort
}

/** What processing a segment came to. */
export type Processed = {
  readonly end: BlockRef
  readonly changes: readonly FactChange[]
  readonly statuses: ReadonlyMap<string, MarketStatus>
  /** Markets whose parts did not sum at first, so that all their accounts were read again. */
  readonly reread: readonly string[]
  /** Accounts that were read again because they were found to differ from the chain, by market. */
  readonly repaired: ReadonlyMap<string, readonly Address[]>
}

/**
 * Turns a segment into facts and keeps them: reads what its logs touched, at the hash of its last block, puts it into
 * the book, proves the totals and commits. A market that fails is marked and does not stop the others. When the
 * store fails the book is as it was, and the same segment can be processed again.
 * @throws what the store throws, or a chain error about the block itself.
 */
export async function processSegment(
  { chain, book, store, adapters, repairs }: Followed,
  segment: Segment,
  finalizedUpTo?: bigint,
): Promise<Processed> {
  const end = endOf(segment)
  const statuses = new Map<string, MarketStatus>()
  const reread: string[] = []
  const repaired = new Map<string, readonly Address[]>()
  const applied: FactChange[] = []
  const keep = (records: readonly FactRecord[]) => applied.push(...book.apply(records))
  try {
    for (const adapter of adapters) {
      const place = { chainId: chain.chainId, market: adapter.market, block: end.number }
      const status = await readMarket({
        chain,
        book,
        adapter,
        place,
        segment,
        end,
        keep,
        reread,
        repairs,
        repaired,
      })
      statuses.set(adapter.market, status)
      keep([statusRecord(adapter.market, status)])
    }
    const changes = mergeChanges(applied)
    await store.commit({
      chainId: chain.chainId,
      segment,
      changes,
      ...(finalizedUpTo === undefined ? {} : { finalizedUpTo }),
    })
    for (const [market, accounts] of repaired) repairs?.done(market, accounts)
    return { end, changes, statuses, reread, repaired }
  } catch (error) {
    book.undo(applied)
    throw error
  }
}

type Reading = Pick<Followed, 'chain' | 'book'> & {
  readonly adapter: Adapter
  readonly place: FactPlace
  readonly segment: Segment
  readonly end: BlockRef
  readonly keep: (records: readonly FactRecord[]) => void
  readonly reread: string[]
  readonly repairs: RepairsPort | undefined
  readonly repaired: Map<string, readonly Address[]>
}

async function readMarket(reading: Reading): Promise<MarketStatus> {
  const { chain, book, adapter, place, segment, end, keep, reread, repairs, repaired } = reading
  const before = statusOf(book, adapter.market)
  try {
    // What happened while the market failed is unknown, so its logs no longer say all that changed.
    if (before?.state !== 'failing') keep(await chain.read(adapter.update(book, place, segment.logs), end))
    const due = repairs?.due(adapter.market)
    if (due !== undefined) {
      keep(await chain.read(adapter.read(book, place, due), end))
      repaired.set(adapter.market, due)
    }
    if (before?.state !== 'failing' && unequalTotals(adapter, book).length === 0) return { state: 'complete' }
    reread.push(adapter.market)
    keep(await chain.read(adapter.read(book, place, accountsIn(book, adapter.market)), end))
    const subjects = unequalTotals(adapter, book)
    if (subjects.length === 0) return { state: 'complete' }
    return {
      state: 'incomplete',
      since: before?.state === 'incomplete' ? before.since : end.number,
      subjects,
    }
  } catch (error) {
    // All else is about the node, the block or ourselves, and has nothing to do with this market.
    if (!(error instanceof RedlineError) || !MARKET_FAULTS.includes(error.code)) throw error
    return {
      state: 'failing',
      since: before?.state === 'failing' ? before.since : end.number,
      code: error.code,
    }
  }
}

/** What a market's own contracts can be at fault for. */
const MARKET_FAULTS = ['call_reverted', 'call_undecodable', 'no_code', 'unknown_revision']
