import type { Address } from '../../core/address.ts'
import type { Book } from '../../core/book/book.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import { factValue } from '../../core/fact-value.ts'

/** Kinds that state what Redline thinks of a market, and not what the chain says. */
const OWN_KINDS = ['identity', 'status']

/** A copy of what a book holds of a market's terms and of these accounts, prices and legs included. */
export function recordsOf(book: Book, market: string, accounts: readonly Address[]): readonly FactRecord[] {
  const { others } = book.rows
  const kinds = others.kinds(market).filter((kind) => !OWN_KINDS.includes(kind))
  const terms = kinds.flatMap((kind) => others.facts(market, kind))
  return [...terms, ...accounts.flatMap((account) => accountRecords(book, market, account))]
}

function accountRecords(book: Book, market: string, account: Address): readonly FactRecord[] {
  const value = book.get(market, 'account', account)
  const own = value === undefined ? [] : [{ market, kind: 'account', key: account, value }]
  const legs = book.legsOf(market, account).map(({ asset, collateral, debt, collateralEnabled }) => ({
    market,
    kind: 'leg',
    key: `${account}/${asset}`,
    value: factValue({ collateral, debt, collateralEnabled }),
  }))
  return [...own, ...legs]
}
