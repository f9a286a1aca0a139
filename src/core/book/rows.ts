import { AccountTable } from './account-table.ts'
import { LegColumns } from './columns.ts'
import { ListingTable } from './listing-table.ts'
import { OtherFacts } from './other-facts.ts'
import { TextPool } from './text-pool.ts'

/** Everything a book holds, by place. Valuation reads it; only `apply` and `undo` of the book write it. */
export type BookRows = {
  readonly chainId: number
  readonly listings: ListingTable
  readonly accounts: AccountTable
  readonly legs: LegColumns
  /** Values of account facts. */
  readonly values: TextPool
  readonly others: OtherFacts
}

/** The rows of a book that knows nothing yet. */
export function emptyRows(chainId: number): BookRows {
  return {
    chainId,
    listings: new ListingTable(),
    accounts: new AccountTable(),
    legs: new LegColumns(),
    values: new TextPool(),
    others: new OtherFacts(),
  }
}
