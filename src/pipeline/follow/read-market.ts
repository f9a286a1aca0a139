import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import { RedlineError } from '../../core/errors.ts'
import type { FactPlace } from '../../core/fact.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { Segment } from '../../core/segment.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import type { ChainPort } from '../ports.ts'
import { accountsIn } from './accounts-in.ts'
import { type MarketStatus, statusOf } from './market-status.ts'
import { unequalTotals } from './unequal-totals.ts'
import { unreadIn, unreadRecords } from './unread-accounts.ts'

/** One market of a segment that is being processed. */
export type MarketReading = {
  readonly chain: Pick<ChainPort, 'read'>
  readonly book: Book
  readonly adapter: Adapter
  readonly place: FactPlace
  readonly segment: Segment
  readonly end: BlockRef
  /** Puts records into the book and remembers what they changed. */
  readonly keep: (records: readonly FactRecord[]) => void
  /** Told when all accounts of the market are read again. */
  readonly reread: () => void
  /** Accounts to be read again because they were found to differ from the chain, the terms with them. */
  readonly due: readonly Address[] | undefined
}

/**
 * Reads what a segment changed in a market, proves the totals, and reads every account again where they do not hold.
 * @returns what can be relied on afterwards; a market whose own contracts fail is a status, not an error.
 * @throws what the node, the block or the book is at fault for.
 */
export async function readMarket(reading: MarketReading): Promise<MarketStatus> {
  const { chain, book, adapter, place, segment, end, keep, reread, due } = reading
  const before = statusOf(book, adapter.market)
  const isUnsound = before !== undefined && before.state !== 'complete'
  const isDue = !isUnsound || isWorthRereading(before.since, segment.headers[0].number - 1n, end.number)
  const noteUnread = () => keep(unreadRecords(adapter, book, segment.logs))
  try {
    // What happened while the market failed is unknown, so its logs no longer say all that changed.
    if (before?.state === 'failing') noteUnread()
    if (before?.state === 'failing' && !isDue) return before
    const since = segment.headers[0].timestamp
    if (before?.state !== 'failing')
      keep(await chain.read(adapter.update(book, place, segment.logs, since), end))
    if (due !== undefined) keep(await chain.read(adapter.read(book, place, due), end))
    const isSound = before?.state !== 'failing' && unequalTotals(adapter, book).length === 0
    if (isSound) return { state: 'complete' }
    if (isDue) {
      reread()
      const unread = unreadIn(book, adapter.market)
      const accounts = [...accountsIn(book, adapter.market), ...unread.accounts]
      keep(await chain.read(adapter.read(book, place, accounts), end))
      keep(unread.ended)
    }
    const subjects = unequalTotals(adapter, book)
    if (subjects.length === 0) return { state: 'complete' }
    return {
      state: 'incomplete',
      since: before?.state === 'incomplete' ? before.since : end.number,
      subjects,
    }
  } catch (error) {
    if (!isMarketFault(error)) throw error
    noteUnread()
    return {
      state: 'failing',
      since: before?.state === 'failing' ? before.since : end.number,
      code: error.code,
    }
  }
}

/**
 * Reading a whole market is dear, and what did not help in one block seldom helps in the next: it is tried 1, 2, 4, 8 …
 * blocks after the trouble began, and every 64 later on. It follows from heights alone, so that every run does the same.
 */
export function isWorthRereading(since: bigint, previousEnd: bigint, end: bigint): boolean {
  const step = (number: bigint): bigint => {
    const distance = number - since
    if (distance <= 0n) return 0n
    return distance >= 64n ? 6n + distance / 64n : BigInt(distance.toString(2).length)
  }
  return step(end) > step(previousEnd)
}

/**
 * Whether a market's own contracts are at fault; all else is about the node, the block or ourselves, and has nothing to
 * do with this market.
 */
const isMarketFault = (error: unknown): error is RedlineError =>
  error instanceof RedlineError && MARKET_FAULTS.includes(error.code)

const MARKET_FAULTS = ['call_reverted', 'call_undecodable', 'no_code', 'unknown_revision']
