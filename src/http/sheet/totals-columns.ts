import type { Cell } from '../answer/csv.ts'
import type { RiskTotals } from '../schema/risk-totals.ts'

/** The sums of one set of positions in one row; lists stand in one cell, separated by spaces. */
export const totalsCells = ({
  blocked,
  seizableRaw,
  ...sums
}: RiskTotals): Readonly<Record<string, Cell>> => ({
  ...sums,
  blockedPositions: blocked.positions,
  blockedDebtUsd: blocked.debtUsd,
  blockedReasons: Object.entries(blocked.reasons)
    .map(([reason, positions]) => `${reason}:${positions}`)
    .join(' '),
  seizableRaw: seizableRaw.map(({ chainId, asset, raw }) => `${chainId}:${asset}:${raw}`).join(' '),
})

/** The columns of these cells, in the order of the contracts. */
export const TOTALS_COLUMNS = [
  'positions',
  'accounts',
  'collateralUsd',
  'debtUsd',
  'netUsd',
  'sameDriverUsd',
  'repayableUsd',
  'seizableUsd',
  'repayableFullUsd',
  'seizableFullUsd',
  'feeUsd',
  'insolventUsd',
  'badDebtUsd',
  'blockedPositions',
  'blockedDebtUsd',
  'blockedReasons',
  'unvalued',
  'seizableRaw',
] as const

/** The four sets, one row each. */
export const SETS = ['all', 'already', 'added', 'relieved'] as const
