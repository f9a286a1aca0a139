import type { Hex } from '../address.ts'
import type { Book } from './book.ts'

/** How much a market holds. */
export type MarketFigures = {
  /** Accounts that are known, with or without debt. */
  readonly accounts: number
  /** Accounts that owe something. */
  readonly borrowers: number
}

/** How much a book holds, and the hash that says what. */
export type BookFigures = {
  readonly hash: Hex
  readonly accounts: number
  readonly legs: number
  readonly markets: ReadonlyMap<string, MarketFigures>
}

/** Counts what a book holds: one pass over its columns, and the hash of the groups that changed since it was last asked. */
export function bookFigures(book: Book): BookFigures {
  const { accounts, legs, listings } = book.rows
  const owes = new Uint8Array(accounts.count)
  for (let row = 0; row < legs.count; row++)
    if ((legs.debtScreen[row] ?? 0) > 0) owes[legs.account[row] ?? 0] = 1
  const counts = listings.markets.map(() => ({ accounts: 0, borrowers: 0 }))
  let known = 0
  for (let account = 0; account < accounts.count; account++) {
    const count = counts[accounts.market[account] ?? 0]
    if (count === undefined || accounts.value[account] === 0) continue
    known++
    count.accounts++
    if (owes[account] === 1) count.borrowers++
  }
  const markets = new Map(listings.markets.map((market, i) => [market, counts[i] ?? EMPTY]))
  return { hash: book.hash(), accounts: known, legs: legs.live, markets }
}

const EMPTY: MarketFigures = { accounts: 0, borrowers: 0 }
