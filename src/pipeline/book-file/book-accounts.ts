import { accountsInOrder } from '../../core/book/account-order.ts'
import type { BookRows } from '../../core/book/rows.ts'
import { spread } from '../../core/book/spread.ts'

/** Accounts of a market by their numbers in the book, sorted by address. */
export type MarketAccounts = {
  /** All of which anything is known. */
  readonly known: number
  /** All of them, or a sample at even distances. */
  readonly chosen: readonly number[]
}

/** The accounts of each of these markets of which anything is known, at most `sample` of each. */
export function bookAccounts(
  rows: BookRows,
  markets: readonly string[],
  sample: number,
): ReadonlyMap<string, MarketAccounts> {
  const { accounts } = rows
  const ordered = accountsInOrder(rows)
  return new Map(
    markets.map((market) => {
      const known = [...(ordered.get(market) ?? [])].filter(
        (account) => accounts.value[account] !== 0 || accounts.firstLeg[account] !== 0,
      )
      return [market, { known: known.length, chosen: spread(known, sample) }]
    }),
  )
}
