import { WAD } from '../../core/units.ts'
import {
  type AaveState,
  type AccountView,
  accountData,
  isUnderThreshold,
  isValued,
} from '../../protocols/aave-v3/index.ts'

/** How much is under its threshold: positions, and their collateral and debt in USD with 8 decimals. */
export type Under = { readonly positions: number; readonly collateral: bigint; readonly debt: bigint }

/** What Redline's own arithmetic says of a state; accounts without a price are left out. */
export const underIn = (state: AaveState): Under =>
  sum(
    [...state.accounts.values()]
      .map((account) => accountData(state, account))
      .filter(isValued)
      .filter(isUnderThreshold),
  )

/** What the pool's own views say. */
export const underInViews = (views: readonly AccountView[]): Under =>
  sum(views.filter(({ healthFactor }) => healthFactor < WAD))

function sum(rows: readonly { readonly collateral: bigint; readonly debt: bigint }[]): Under {
  let [collateral, debt] = [0n, 0n]
  for (const row of rows) {
    collateral += row.collateral
    debt += row.debt
  }
  return { positions: rows.length, collateral, debt }
}
