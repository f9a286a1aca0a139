import { rayMul } from '../../core/math/ray.ts'
import { RAY, type Ray, ray, type Timestamp } from '../../core/units.ts'
import type { AaveReserve } from './reserve.ts'
import { type CompoundInterest, SECONDS_PER_YEAR } from './revisions/compound-interest.ts'

/** A reserve's two indices as of a second: what `getReserveNormalizedIncome` and `…VariableDebt` answer there. */
export type Indices = { readonly liquidity: Ray; readonly borrow: Ray }

/**
 * Projects stored indices to a block's timestamp: linear for suppliers, compounded for borrowers as the revision does
 * it, each product rounded half up. Mirrors ReserveLogic.getNormalizedIncome and getNormalizedDebt.
 */
export function projectIndices(reserve: AaveReserve, at: Timestamp, compound: CompoundInterest): Indices {
  const seconds = at - reserve.lastUpdate
  if (seconds === 0n) return { liquidity: reserve.liquidityIndex, borrow: reserve.variableBorrowIndex }
  const income = linearInterest(reserve.liquidityRate, seconds)
  const debt = compound(reserve.variableBorrowRate, seconds)
  return {
    liquidity: ray(rayMul(income, reserve.liquidityIndex, 'half-up')),
    borrow: ray(rayMul(debt, reserve.variableBorrowIndex, 'half-up')),
  }
}

/** `1 + rate × time`, floored. Mirrors MathUtils.calculateLinearInterest. */
export const linearInterest = (rate: Ray, seconds: bigint): Ray =>
  ray(RAY + (rate * seconds) / SECONDS_PER_YEAR)
