import type { Address } from '../address.ts'
import type { FactRecord } from '../fact-record.ts'
import { accountNumbers } from './account-rotation.ts'
import type { Book, LegSum } from './book.ts'
import { marketRecords } from './market-records.ts'
import { spread } from './spread.ts'

/** A copy of one market that can leave its book: plain data, which also passes between threads. */
export type MarketExcerpt = {
  /** Accounts that are known in the market. */
  readonly accounts: number
  /** Those of them whose records are here. */
  readonly chosen: readonly Address[]
  /** What the market itself states, and what is known of the chosen accounts. */
  readonly records: readonly FactRecord[]
  /** What all accounts together have and owe, by asset, in stored units. */
  readonly sums: ReadonlyMap<Address, LegSum>
}

/** Accounts by name, or so many at even distances over all, in the order of their first appearance. */
export type ChosenAccounts = readonly Address[] | number

/** Copies a market with some of its accounts; one pass over the accounts of the chain. Nothing is in it of an unknown market. */
export function marketExcerpt(book: Book, market: string, choice: ChosenAccounts): MarketExcerpt {
  const { accounts, listings } = book.rows
  const numbers = accountNumbers(book.rows, market)
  const chosen =
    typeof choice === 'number' ? spread(numbers, choice).map((number) => accounts.address(number)) : choice
  const marketNumber = listings.findMarket(market)
  const own = listings.all.filter((listing) => listing.market === marketNumber)
  return {
    accounts: numbers.length,
    chosen,
    records: marketRecords(book, market, chosen),
    sums: new Map(own.map(({ asset, collateral, debt }) => [asset, { collateral, debt }])),
  }
}
