import { type BaseValue, baseValue, type TokenAmount, tokenAmount } from '../../core/units.ts'
import { mulFactor, presentValue } from './interest.ts'
import type { CometState, ValuedAsset } from './state.ts'
import { type Factor, factor, ONE_FACTOR } from './units.ts'

/** What the protocol owns of its base token; below zero where it owes more than it has (getReserves). */
export const reservesOf = ({ base, indices }: CometState): bigint =>
  base.balance -
  presentValue(indices.supply, base.totalSupply) +
  presentValue(indices.borrow, base.totalBorrow)

/** Whether `buyCollateral` sells at all: not while it is paused, and only while reserves are below their target. */
export const isSelling = (state: CometState): boolean =>
  !state.base.buyPaused && reservesOf(state) < state.terms.targetReserves

/** What is for sale of an asset: all that lies in the contract beyond what accounts have, gifts too (getCollateralReserves). */
export const stockOf = ({ balance, total }: ValuedAsset): TokenAmount => tokenAmount(balance - total)

/** How far buyers pay less than the price: storeFrontPriceFactor of the liquidation penalty. */
export const discountOf = ({ terms }: CometState, { liquidationFactor }: ValuedAsset): Factor =>
  factor(mulFactor(terms.storeFrontPriceFactor, factor(ONE_FACTOR - liquidationFactor)))

/** The price that buyers pay, cut off; nothing where there is none. */
export function salePriceOf(state: CometState, asset: ValuedAsset): BaseValue | undefined {
  if (asset.price === undefined) return undefined
  return baseValue(mulFactor(asset.price, factor(ONE_FACTOR - discountOf(state, asset))))
}

/** Collateral that base tokens buy (quoteCollateral); nothing where a price is missing or nothing is left of it. */
export function quoteCollateral(
  state: CometState,
  asset: ValuedAsset,
  paid: TokenAmount,
): TokenAmount | undefined {
  const price = salePriceOf(state, asset)
  const { basePrice, baseUnit } = state
  if (price === undefined || price === 0n || basePrice === undefined) return undefined
  return tokenAmount((basePrice * paid * asset.unit) / price / baseUnit)
}
