import type { FactRecord } from '../fact-record.ts'
import { accountsInOrder } from './account-order.ts'
import { legOf, legRows } from './leg-rows.ts'
import { legText } from './leg-value.ts'
import type { BookRows } from './rows.ts'

/**
 * All facts of a book sorted by market and kind (code units) and key (addresses by their bytes). The book must not
 * change meanwhile.
 */
export function* sortedRecords(rows: BookRows): Generator<FactRecord> {
  const { others, listings } = rows
  const accounts = accountsInOrder(rows)
  for (const market of [...new Set([...others.markets(), ...listings.markets])].sort())
    for (const kind of [...others.kinds(market), 'account', 'leg'].sort()) {
      const own = accounts.get(market) ?? new Uint32Array(0)
      if (kind === 'account') yield* accountRecords(rows, market, own)
      else if (kind === 'leg') yield* legRecords(rows, market, own)
      else yield* others.facts(market, kind)
    }
}

function* accountRecords(
  { accounts, values }: BookRows,
  market: string,
  sorted: Uint32Array,
): Generator<FactRecord> {
  for (const account of sorted) {
    const value = values.text(accounts.value[account] ?? 0)
    if (value !== undefined) yield { market, kind: 'account', key: accounts.address(account), value }
  }
}

function* legRecords(rows: BookRows, market: string, sorted: Uint32Array): Generator<FactRecord> {
  const { accounts, legs, listings } = rows
  for (const account of sorted)
    for (const row of legRows(rows, account)) {
      const key = `${accounts.address(account)}/${listings.all[legs.listing[row] ?? 0]?.asset}`
      yield { market, kind: 'leg', key, value: legText(legOf(rows, row)) }
    }
}
