import { createBook } from '../core/book/book.ts'
import { type CheckedMarket, type CheckSubject, checkReading } from './check-market.ts'
import { coverageIn } from './coverage.ts'
import type { HeldMarket } from './held-market.ts'

/** Accounts compared at once at most: more would keep the node busy for longer than somebody waits for an answer. */
export const LARGEST_HELD_SAMPLE = 1_000

/**
 * Compares what is held at a segment end, the last one or a past one, with the chain's own views at that hash: a sample
 * of accounts, the market as a whole, and a second reading. Valued by the same arithmetic as every answer.
 * @throws what the chain met; `state_pruned` where its nodes do not keep the state of a block that far back.
 */
export async function verifyHeld(
  subject: CheckSubject,
  { end, excerpt: { accounts, chosen, records, sums } }: HeldMarket,
): Promise<CheckedMarket> {
  const { id } = subject.market
  const book = createBook(end.chainId)
  book.apply(records)
  // Only a sample of the accounts is in it; what all of them sum to came along.
  const coverage = coverageIn(book, id, end).map((one) => {
    const known = sums.get(one.asset)?.[one.side] ?? 0n
    return { ...one, known, complete: known === one.total }
  })
  const reading = { market: id, block: end, book }
  return checkReading(subject, { reading, coverage, borrowers: accounts, sample: chosen })
}
