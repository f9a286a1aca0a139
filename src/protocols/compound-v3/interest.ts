import type { Timestamp } from '../../core/units.ts'
import type { CometBaseFact, CometMarketFact, RateCurve } from './facts.ts'
import { type Factor, factor, INDEX_SCALE, ONE_FACTOR } from './units.ts'

/** Both indices, 15 decimals. */
export type Indices = { readonly supply: bigint; readonly borrow: bigint }

/** What accrual needs to know. */
export type Accruing = Pick<
  CometBaseFact,
  'supplyIndex' | 'borrowIndex' | 'totalSupply' | 'totalBorrow' | 'lastAccrual'
>

/** `n · factor / 1e18`, cut off (CometWithExtendedAssetList.mulFactor). */
export const mulFactor = (n: bigint, by: Factor): bigint => (n * by) / ONE_FACTOR

/** What is owed or owned with interest (CometCore.presentValueSupply and presentValueBorrow); both cut off. */
export const presentValue = (index: bigint, amount: bigint): bigint => (amount * index) / INDEX_SCALE

/** Base tokens owed a base token supplied, both with the stored indices; 18 decimals (getUtilization). */
export function utilisation({ supplyIndex, borrowIndex, totalSupply, totalBorrow }: Accruing): Factor {
  const supplied = presentValue(supplyIndex, totalSupply)
  const owed = presentValue(borrowIndex, totalBorrow)
  return factor(supplied === 0n ? 0n : (owed * ONE_FACTOR) / supplied)
}

/** Interest a second at a utilisation (getSupplyRate and getBorrowRate). */
export function rateAt({ kink, base, low, high }: RateCurve, used: Factor): Factor {
  if (used <= kink) return factor(base + mulFactor(low, used))
  return factor(base + mulFactor(low, kink) + mulFactor(high, factor(used - kink)))
}

/**
 * The indices with interest up to a time, by the rates that the stored totals give (accruedInterestIndices). It is what
 * the next call in a block of that time starts from: `absorb` accrues first, `isLiquidatable` by itself does not.
 */
export function accruedIndices(
  { supplyRate, borrowRate }: Pick<CometMarketFact, 'supplyRate' | 'borrowRate'>,
  base: Accruing,
  now: Timestamp,
): Indices {
  const { supplyIndex, borrowIndex, lastAccrual } = base
  const elapsed = now - lastAccrual
  if (elapsed <= 0n) return { supply: supplyIndex, borrow: borrowIndex }
  const used = utilisation(base)
  return {
    supply: supplyIndex + mulFactor(supplyIndex, factor(rateAt(supplyRate, used) * elapsed)),
    borrow: borrowIndex + mulFactor(borrowIndex, factor(rateAt(borrowRate, used) * elapsed)),
  }
}
