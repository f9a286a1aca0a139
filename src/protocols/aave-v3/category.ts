import type { Address } from '../../core/address.ts'
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
  /** What the oracle is asked for instead of its reserves, where a category up to V3.1 says so. */
  readonly priceSource: Address | undefined
}

/** Whether a reserve takes the category's terms when it is collateral of an account in it. */
export const inCategory = <Category extends AaveCategory>(
  category: Category | undefined,
  reserveId: number,
): category is Category =>
  category !== undefined && ((category.collateralBitmap >> BigInt(reserveId)) & 1n) === 1n
