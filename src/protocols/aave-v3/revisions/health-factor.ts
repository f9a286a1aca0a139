import { percentMul } from '../../../core/math/percent.ts'
import { wadDiv } from '../../../core/math/ray.ts'
import { bps, MAX_UINT256, ONE_IN_BPS, type Wad, wad } from '../../../core/units.ts'

/** A health factor from sums in money: enabled collateral, the same times each threshold in basis points, and debt. */
export type HealthFactor = (collateral: bigint, weighted: bigint, debt: bigint) => Wad

/** GenericLogic.calculateUserAccountData since V3.5: the basis points are dropped last. */
export const exactHealthFactor: HealthFactor = (_, weighted, debt) =>
  debt === 0n ? wad(MAX_UINT256) : wad(wadDiv(weighted, debt, 'half-up') / ONE_IN_BPS)

/**
 * Up to V3.4: through the average threshold, which is cut to whole basis points first. It can be lower than the exact
 * one by up to a basis point of the collateral.
 */
export const averagedHealthFactor: HealthFactor = (collateral, weighted, debt) => {
  if (debt === 0n) return wad(MAX_UINT256)
  const threshold = bps(collateral === 0n ? 0n : weighted / collateral)
  return wadDiv(percentMul(collateral, threshold, 'half-up'), debt, 'half-up')
}
