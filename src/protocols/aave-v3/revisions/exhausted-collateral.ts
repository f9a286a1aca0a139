import { mulDiv } from '../../../core/math/mul-div.ts'
import { rayDiv, rayMul } from '../../../core/math/ray.ts'
import type { BaseValue, Ray, ScaledAmount, TokenAmount } from '../../../core/units.ts'

/** What a call takes of one collateral. */
export type TakenCollateral = {
  readonly leg: {
    readonly scaledCollateral: ScaledAmount
    readonly collateral: TokenAmount
    readonly price: BaseValue
    readonly reserve: { readonly unit: bigint; readonly indices: { readonly liquidity: Ray } }
  }
  readonly seized: bigint
  readonly fee: bigint
}

/** What a call leaves an account of its collateral, as the revision's pool decides it. */
export type ExhaustedCollateral = {
  /** Nothing that secures debt is left at all, so that what is still owed is written off. */
  readonly isEmptied: (taken: TakenCollateral, total: BaseValue) => boolean
  /** This collateral stops securing debt. */
  readonly isSpent: (taken: TakenCollateral, total: BaseValue) => boolean
}

const worthOf = ({ price, reserve }: TakenCollateral['leg'], amount: bigint): bigint =>
  mulDiv(amount, price, reserve.unit, 'floor')

const isTakenWhole = ({ leg, seized, fee }: TakenCollateral): boolean => seized + fee === leg.collateral

/** Up to V3.2 a debt without collateral stays with its debtor. */
export const neverWrittenOff: ExhaustedCollateral = { isEmptied: () => false, isSpent: isTakenWhole }

/** V3.3 to V3.6: by the value of the amounts. */
export const writtenOffByValue: ExhaustedCollateral = {
  isEmptied: ({ leg, seized, fee }, total) => worthOf(leg, seized + fee) === total,
  isSpent: isTakenWhole,
}

/**
 * Since V3.7: by the scaled units that leave. Both parts are rounded up to them one by one, so that they can use a
 * balance up of which the amounts leave a unit; a remainder that is worth nothing counts as nothing.
 */
export const writtenOffByUnits: ExhaustedCollateral = {
  isEmptied: isEmptiedByUnits,
  isSpent: (taken, total) => unitsOf(taken) === taken.leg.scaledCollateral || isEmptiedByUnits(taken, total),
}

function isEmptiedByUnits(taken: TakenCollateral, total: BaseValue): boolean {
  const { leg } = taken
  return worthOf(leg, rayMul(unitsOf(taken), leg.reserve.indices.liquidity, 'floor')) === total
}

function unitsOf({ leg, seized, fee }: TakenCollateral): bigint {
  const { liquidity } = leg.reserve.indices
  const units = rayDiv(seized, liquidity, 'ceil') + rayDiv(fee, liquidity, 'ceil')
  return units > leg.scaledCollateral ? leg.scaledCollateral : units
}
