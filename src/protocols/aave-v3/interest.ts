import { rayMul } from '../../core/math/ray.ts'
import { RAY, type Ray, ray, type Timestamp } from '../../core/units.ts'
import type { AaveReserve } from './reserve.ts'

const SECONDS_PER_YEAR = 31_536_000n

/** A reserve's two indices as of a second: what `getReserveNormalizedIncome` and `…VariableDebt` answer there. */
export type Indices = { readonly liquidity: Ray; readonly borrow: Ray }

/**
 * Projects stored indices to a block's timestamp: linear for suppliers, compounded for borrowers, each product
 * rounded half up. Mirrors ReserveLogic.getNormalizedIncome and getNormalizedDebt.
 */
export function projectIndices(reserve: AaveReserve, at: Timestamp): Indices {
  const seconds = at - reserve.lastUpdate
  if (seconds === 0n) return { liquidity: reserve.liquidityIndex, borrow: reserve.variableBorrowIndex }
  const income = linearInterest(reserve.liquidityRate, seconds)
  const debt = compoundInterest(reserve.variableBorrowRate, seconds)
  return {
    liquidity: ray(rayMul(income, reserve.liquidityIndex, 'half-up')),
    borrow: ray(rayMul(debt, reserve.variableBorrowIndex, 'half-up')),
  }
}

/** `1 + rate × time`, floored. Mirrors MathUtils.calculateLinearInterest. */
export const linearInterest = (rate: Ray, seconds: bigint): Ray =>
  ray(RAY + (rate * seconds) / SECONDS_PER_YEAR)

/**
 * `1 + x + x²/2 + x³/6` for `x = rate × time`, nested as `1 + x + x·(x/2 + x·(x/6))` with half-up products and
 * floored divisions: the expansion of MathUtils.calculateCompoundedInterest in V3.6. Earlier pools expand another way.
 */
export function compoundInterest(rate: Ray, seconds: bigint): Ray {
  const x = ray((rate * seconds) / SECONDS_PER_YEAR)
  const inner = ray(x / 2n + rayMul(x, ray(x / 6n), 'half-up'))
  return ray(RAY + x + rayMul(x, inner, 'half-up'))
}
