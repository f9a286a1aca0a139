import type { Static } from 'typebox'
import type { Sheet } from '../answer/csv.ts'
import type { CurveBody } from '../schema/risk-series.ts'
import { SETS, TOTALS_COLUMNS, totalsCells } from './totals-columns.ts'

/** A curve as rows: one a price and set. */
export const curveSheet = ({ points }: Static<typeof CurveBody>): Sheet => ({
  columns: ['btcPrice', 'set', ...TOTALS_COLUMNS],
  rows: points.flatMap(({ btcPrice, ...sets }) =>
    SETS.map((set) => ({ btcPrice, set, ...totalsCells(sets[set]) })),
  ),
})
