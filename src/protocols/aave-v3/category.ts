import type { Bps } from '../../core/units.ts'

/** An efficiency-mode category: better terms for the collaterals in its bitmap. */
export type AaveCategory = {
  readonly id: number
  readonly label: string
  readonly ltv: Bps
  readonly liquidationThreshold: Bps
  readonly liquidationBonus: Bps
  /** Bit i is set where reserve i is collateral in this category. */
  readonly collateralBitmap: bigint
}

/** Whether a reserve takes the category's terms when it is collateral of an account in it. */
export const inCategory = (category: AaveCategory | undefined, reserveId: number): category is AaveCategory =>
  category !== undefined && ((category.collateralBitmap >> BigInt(reserveId)) & 1n) === 1n
