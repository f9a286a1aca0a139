import type { Address } from '../../core/address.ts'
import type { LegFact } from '../../core/fact.ts'
import { mulDiv } from '../../core/math/mul-div.ts'
import { rayMul, wadDiv } from '../../core/math/ray.ts'
import {
  type BaseValue,
  type Bps,
  baseValue,
  bps,
  MAX_UINT256,
  ONE_IN_BPS,
  type ScaledAmount,
  type TokenAmount,
  tokenAmount,
  WAD,
  type Wad,
  wad,
} from '../../core/units.ts'
import { type AaveCategory, inCategory } from './category.ts'
import type { AaveAccount, AaveState, ValuedReserve } from './state.ts'

/** One leg with interest and in money. */
export type ValuedLeg = {
  readonly reserve: ValuedReserve
  readonly collateralEnabled: boolean
  readonly scaledCollateral: ScaledAmount
  readonly collateral: TokenAmount
  readonly debt: TokenAmount
  readonly collateralValue: BaseValue
  readonly debtValue: BaseValue
  /** The threshold that counts for this account: its category's where the reserve is in it, else the reserve's. */
  readonly liquidationThreshold: Bps
}

/** What `getUserAccountData` answers for an account, and the legs that it is made of. */
export type AccountData = {
  readonly account: Address
  readonly category: AaveCategory | undefined
  readonly collateral: BaseValue
  readonly debt: BaseValue
  /** Average over the collateral, floored to whole basis points. */
  readonly liquidationThreshold: Bps
  /** `MAX_UINT256` without debt. */
  readonly healthFactor: Wad
  readonly legs: readonly ValuedLeg[]
}

/** An account that cannot be valued because its oracle gives no price; it is counted apart, never as zero. */
export type Unvalued = { readonly account: Address; readonly unvalued: readonly Address[] }

/**
 * Values an account exactly as GenericLogic.calculateUserAccountData of V3.6 does: balances floor, debts ceil,
 * and the health factor divides `Σ value × threshold` by the debt before it drops the basis points.
 */
export function accountData(state: AaveState, account: AaveAccount): AccountData | Unvalued {
  const category = account.category === 0 ? undefined : state.categories.get(account.category)
  const legs: ValuedLeg[] = []
  const unvalued: Address[] = []
  for (const leg of account.legs) {
    const reserve = state.reserves.get(leg.asset)
    if (reserve === undefined || (reserve.price === undefined && counts(leg))) unvalued.push(leg.asset)
    else legs.push(valueLeg(leg, reserve, reserve.price ?? baseValue(0n), category))
  }
  return unvalued.length > 0
    ? { account: account.account, unvalued }
    : { account: account.account, category, legs, ...sums(legs) }
}

/** Whether the contract asks for this leg's price: tokens that lie there unused secure nothing and are worth nothing to it. */
const counts = (leg: LegFact): boolean => leg.collateralEnabled || leg.debt > 0n

/** Whether an account has a price for every asset it holds or owes. */
export const isValued = (data: AccountData | Unvalued): data is AccountData => 'healthFactor' in data

/** Health factor strictly below one; equal to one is safe. */
export const isUnderThreshold = (data: AccountData): boolean => data.healthFactor < WAD

function valueLeg(
  leg: LegFact,
  reserve: ValuedReserve,
  price: BaseValue,
  category: AaveCategory | undefined,
): ValuedLeg {
  // TokenMath.getATokenBalance floors and getVTokenBalance ceils, each in the pool's favour. Nothing stays nothing by
  // either, and most legs have one side only: what need not be multiplied is not.
  const { liquidity, borrow } = reserve.indices
  const collateral = tokenAmount(leg.collateral === 0n ? 0n : rayMul(leg.collateral, liquidity, 'floor'))
  const debt = tokenAmount(leg.debt === 0n ? 0n : rayMul(leg.debt, borrow, 'ceil'))
  const terms = inCategory(category, reserve.id) ? category : reserve
  return {
    reserve,
    collateralEnabled: leg.collateralEnabled,
    scaledCollateral: leg.collateral,
    collateral,
    debt,
    collateralValue: baseValue(collateral === 0n ? 0n : mulDiv(collateral, price, reserve.unit, 'floor')),
    debtValue: baseValue(debt === 0n ? 0n : mulDiv(debt, price, reserve.unit, 'ceil')),
    liquidationThreshold: terms.liquidationThreshold,
  }
}

function sums(legs: readonly ValuedLeg[]) {
  let collateral = 0n
  let debt = 0n
  let weighted = 0n
  for (const leg of legs) {
    if (leg.debtValue !== 0n) debt += leg.debtValue
    if (!leg.collateralEnabled) continue
    collateral += leg.collateralValue
    weighted += leg.collateralValue * leg.liquidationThreshold
  }
  return {
    collateral: baseValue(collateral),
    debt: baseValue(debt),
    liquidationThreshold: bps(collateral === 0n ? 0n : weighted / collateral),
    healthFactor: debt === 0n ? wad(MAX_UINT256) : wad(wadDiv(weighted, debt, 'half-up') / ONE_IN_BPS),
  }
}
