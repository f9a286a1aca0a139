import type { Address } from '../../core/address.ts'
import type { LegFact } from '../../core/fact.ts'
import {
  type BaseValue,
  baseValue,
  MAX_UINT256,
  type TokenAmount,
  tokenAmount,
  WAD,
  type Wad,
  wad,
} from '../../core/units.ts'
import { type Indices, mulFactor, presentValue } from './interest.ts'
import type { CometState, ValuedAsset } from './state.ts'

/** One collateral of an account; values in what the market counts in. */
export type ValuedCollateral = {
  readonly asset: ValuedAsset
  readonly amount: TokenAmount
  readonly value: BaseValue
  /** What of the value holds liquidation off. */
  readonly counted: BaseValue
}

/** An account of a Comet at one moment; values in what the market counts in. */
export type AccountLiquidity = {
  readonly account: Address
  /** In the order of the asset bits, which is that of the contract's sums. */
  readonly collateral: readonly ValuedCollateral[]
  /** Base tokens owed with interest. */
  readonly owed: TokenAmount
  readonly debt: BaseValue
  /** Σ counted collateral; liquidity is this less the debt. */
  readonly counted: BaseValue
  /** counted · 1e18 / debt, cut off; `MAX_UINT256` without debt. */
  readonly healthFactor: Wad
}

/** An account some of whose assets have no price: nothing is said of it. */
export type UnvaluedAccount = { readonly account: Address; readonly unvalued: readonly Address[] }

/** Whose liquidity is asked: legs of the base token hold principals, the others amounts. */
export type CometAccount = { readonly account: Address; readonly legs: readonly LegFact[] }

/**
 * Values an account in the order of `isLiquidatable`: each product is cut off by itself. That function stops once the
 * sum is no longer below zero and then reads no more prices; as collateral only adds, its answer is the sign of the
 * whole sum. `indices` says as of when: those of the state count interest up to its block, as `absorb` does, and the
 * stored ones give what the view answers.
 */
export function accountLiquidity(
  state: CometState,
  { account, legs }: CometAccount,
  indices: Indices = state.indices,
): AccountLiquidity | UnvaluedAccount {
  const { terms, assets, basePrice, baseUnit } = state
  let owed = 0n
  const held: ValuedCollateral[] = []
  const unvalued: Address[] = []
  for (const leg of legs) {
    if (leg.asset === terms.base) {
      owed = presentValue(indices.borrow, leg.debt)
      if (leg.debt > 0n && basePrice === undefined) unvalued.push(leg.asset)
      continue
    }
    const asset = assets.get(leg.asset)
    if (asset?.price === undefined) unvalued.push(leg.asset)
    else held.push(valued(asset, leg.collateral, asset.price))
  }
  if (unvalued.length > 0) return { account, unvalued }
  const debt = (owed * (basePrice ?? 0n)) / baseUnit
  const counted = held.reduce((sum, { counted }) => sum + counted, 0n)
  return {
    account,
    collateral: held.sort((a, b) => a.asset.offset - b.asset.offset),
    owed: tokenAmount(owed),
    debt: baseValue(debt),
    counted: baseValue(counted),
    healthFactor: wad(debt === 0n ? MAX_UINT256 : (counted * WAD) / debt),
  }
}

/** Whether an account has a price for everything it holds and owes. */
export const isValued = (found: AccountLiquidity | UnvaluedAccount): found is AccountLiquidity =>
  'healthFactor' in found

/** Whether liquidity is below zero, which makes it liquidatable; the same as a health factor below one. */
export const isUnderwater = ({ counted, debt }: AccountLiquidity): boolean => counted < debt

/** CometMath's mulPrice, then mulFactor. */
function valued(asset: ValuedAsset, amount: bigint, price: BaseValue): ValuedCollateral {
  const value = (amount * price) / asset.unit
  return {
    asset,
    amount: tokenAmount(amount),
    value: baseValue(value),
    counted: baseValue(mulFactor(value, asset.liquidateFactor)),
  }
}
