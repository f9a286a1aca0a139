import type { Address } from '../address.ts'
import type { FactRecord } from '../fact-record.ts'
import type { Book } from './book.ts'
import { legText } from './leg-value.ts'

/** A copy of what a market itself states, prices included, and of what is known of these accounts in it. */
export function marketRecords(
  book: Book,
  market: string,
  accounts: readonly Address[],
): readonly FactRecord[] {
  const { others } = book.rows
  const terms = others.kinds(market).flatMap((kind) => others.facts(market, kind))
  return [...terms, ...accounts.flatMap((account) => accountRecords(book, market, account))]
}

function accountRecords(book: Book, market: string, account: Address): readonly FactRecord[] {
  const value = book.get(market, 'account', account)
  const own = value === undefined ? [] : [{ market, kind: 'account', key: account, value }]
  const legs = book.legsOf(market, account).map(({ asset, ...leg }) => ({
    market,
    kind: 'leg',
    key: `${account}/${asset}`,
    value: legText(leg),
  }))
  return [...own, ...legs]
}
