import type { Static } from 'typebox'
import type { Cell, Sheet } from '../answer/csv.ts'
import type { TotalsBody } from '../schema/risk-totals.ts'
import { SETS, TOTALS_COLUMNS, totalsCells } from './totals-columns.ts'

/** Totals as rows: one a set and split, `split` being `total` for those of everything. */
export function totalsSheet({ splits, ...sets }: Static<typeof TotalsBody>): Sheet {
  const rowsOf = (split: string, row: typeof sets & Readonly<Record<string, unknown>>) =>
    SETS.map((set) => ({
      split,
      key: cellOf(row['key']),
      chainId: cellOf(row['chainId']),
      symbol: cellOf(row['symbol']),
      set,
      ...totalsCells(row[set]),
    }))
  return {
    columns: ['split', 'key', 'chainId', 'symbol', 'set', ...TOTALS_COLUMNS],
    rows: [
      ...rowsOf('total', sets),
      ...Object.entries(splits).flatMap(([split, rows]) => rows.flatMap((row) => rowsOf(split, row))),
    ],
  }
}

const cellOf = (value: unknown): Cell =>
  typeof value === 'string' || typeof value === 'number' ? value : null
