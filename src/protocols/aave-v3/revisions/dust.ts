import { mulDiv, type Rounding } from '../../../core/math/mul-div.ts'
import { type BaseValue, baseValue, type TokenAmount } from '../../../core/units.ts'

/** Whether a call would leave a remainder that nobody would liquidate later, for which the pool refuses it. */
export type LeavesDust = (pair: DustPair, taken: bigint, repaid: bigint) => boolean

type DustLeg = { readonly price: BaseValue; readonly reserve: { readonly unit: bigint } }
type DustPair = {
  readonly collateral: DustLeg & { readonly collateral: TokenAmount }
  readonly debt: DustLeg & { readonly debt: TokenAmount }
}

/** Both leftovers of a partial liquidation must be worth at least this: 1,000 USD. */
const MIN_LEFTOVER = baseValue(1_000n * 10n ** 8n)

const leftover =
  (owedValue: Rounding): LeavesDust =>
  ({ collateral, debt }, taken, repaid) => {
    if (repaid >= debt.debt || taken >= collateral.collateral) return false
    const debtLeft = mulDiv(debt.debt - repaid, debt.price, debt.reserve.unit, owedValue)
    const held = collateral.collateral - taken
    const collateralLeft = mulDiv(held, collateral.price, collateral.reserve.unit, 'floor')
    return debtLeft < MIN_LEFTOVER || collateralLeft < MIN_LEFTOVER
  }

/** Since V3.5. */
export const ceiledDust: LeavesDust = leftover('ceil')
/** V3.3 and V3.4: the debt that is left is floored to money. */
export const flooredDust: LeavesDust = leftover('floor')
/** Up to V3.2 any remainder may stay. */
export const anyDust: LeavesDust = () => false
