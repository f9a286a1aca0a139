import type { Address } from '../../core/address.ts'
import { mulDiv, type Rounding } from '../../core/math/mul-div.ts'
import { type BaseValue, baseValue, type TokenAmount } from '../../core/units.ts'
import type { AaveState } from './state.ts'

/** An amount of a listed asset in money; nothing of an asset that is not listed or has no price. */
export function inMoney(
  { reserves }: Pick<AaveState, 'reserves'>,
  asset: Address,
  amount: TokenAmount,
  rounding: Rounding,
): BaseValue {
  const reserve = reserves.get(asset)
  return baseValue(reserve === undefined ? 0n : mulDiv(amount, reserve.price ?? 0n, reserve.unit, rounding))
}
