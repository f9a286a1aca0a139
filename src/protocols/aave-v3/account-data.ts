import type { Address } from '../../core/address.ts'
import type { LegFact } from '../../core/fact.ts'
import { mulDiv } from '../../core/math/mul-div.ts'
import { rayMul } from '../../core/math/ray.ts'
import {
  type BaseValue,
  type Bps,
  baseValue,
  bps,
  type ScaledAmount,
  type TokenAmount,
  tokenAmount,
  WAD,
  type Wad,
} from '../../core/units.ts'
import { inCategory } from './category.ts'
import type { RuleSet } from './revisions/rule-set.ts'
import { isStableLeg, stableBalance, stableDebtIn } from './stable-debt.ts'
import type { AaveAccount, AaveState, ValuedCategory, ValuedReserve } from './state.ts'

/** One leg with interest and in money. */
export type ValuedLeg = {
  readonly reserve: ValuedReserve
  /** What the pool values this leg at: the reserve's price, or its category's where that has one of its own. */
  readonly price: BaseValue
  /** Enabled by the holder, and of a reserve that can secure debt. */
  readonly collateralEnabled: boolean
  readonly scaledCollateral: ScaledAmount
  readonly collateral: TokenAmount
  /** All that is owed in this asset. */
  readonly debt: TokenAmount
  /** The part of it that is owed at a rate of its own. */
  readonly stableDebt: TokenAmount
  readonly collateralValue: BaseValue
  readonly debtValue: BaseValue
  /** The threshold that counts for this account: its category's where the reserve is in it, else the reserve's. */
  readonly liquidationThreshold: Bps
}

/** What `getUserAccountData` answers for an account, and the legs that it is made of. */
export type AccountData = {
  readonly account: Address
  readonly rules: RuleSet
  readonly category: ValuedCategory | undefined
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
 * Values an account exactly as GenericLogic.calculateUserAccountData of the market's revision does: what is rounded how,
 * and what the health factor is of, are the state's rules.
 */
export function accountData(state: AaveState, account: AaveAccount): AccountData | Unvalued {
  const category = account.category === 0 ? undefined : state.categories.get(account.category)
  const legs: ValuedLeg[] = []
  const unvalued: Address[] = []
  for (const leg of account.legs) {
    if (isStableLeg(account, leg)) continue
    const reserve = state.reserves.get(leg.asset)
    const isPriced = reserve?.price !== undefined || isPricedByCategory(category, reserve)
    if (reserve === undefined || (!isPriced && counts(account, leg, reserve))) unvalued.push(leg.asset)
    else legs.push(valueLeg(state, account, leg, reserve, category))
  }
  // A category's own price is asked for before anything else; without it the whole call reverts.
  if (category?.priceSource !== undefined && category.price === undefined) unvalued.push(category.priceSource)
  if (unvalued.length > 0) return { account: account.account, unvalued }
  return { account: account.account, rules: state.rules, category, legs, ...sums(state.rules, legs) }
}

/** Whether the contract asks for this leg's price: tokens that lie there unused secure nothing and are worth nothing to it. */
const counts = (account: AaveAccount, leg: LegFact, reserve: ValuedReserve): boolean =>
  leg.collateralEnabled || leg.debt > 0n || stableDebtIn(account, reserve) !== undefined

const isPricedByCategory = (
  category: ValuedCategory | undefined,
  reserve: ValuedReserve | undefined,
): boolean => category?.price !== undefined && reserve !== undefined && inCategory(category, reserve.id)

/** Whether an account has a price for every asset it holds or owes. */
export const isValued = (data: AccountData | Unvalued): data is AccountData => 'healthFactor' in data

/** Health factor strictly below one; equal to one is safe. */
export const isUnderThreshold = (data: AccountData): boolean => data.healthFactor < WAD

function valueLeg(
  { rules, block }: AaveState,
  account: AaveAccount,
  leg: LegFact,
  reserve: ValuedReserve,
  category: ValuedCategory | undefined,
): ValuedLeg {
  // Nothing stays nothing by any rounding, and most legs have one side only: what need not be multiplied is not.
  const { liquidity, borrow } = reserve.indices
  const { held, owed, owedValue } = rules.rounding
  const collateral = leg.collateral === 0n ? 0n : rayMul(leg.collateral, liquidity, held)
  const stable = stableDebtIn(account, reserve)
  const stableDebt = stable === undefined ? 0n : stableBalance(stable, block.timestamp, rules.compound)
  const debt = (leg.debt === 0n ? 0n : rayMul(leg.debt, borrow, owed)) + stableDebt
  const own = inCategory(category, reserve.id) ? category : undefined
  const price = own?.price ?? reserve.price ?? baseValue(0n)
  return {
    reserve,
    price,
    collateralEnabled: leg.collateralEnabled && rules.secures(reserve),
    scaledCollateral: leg.collateral,
    collateral: tokenAmount(collateral),
    debt: tokenAmount(debt),
    stableDebt: tokenAmount(stableDebt),
    collateralValue: baseValue(collateral === 0n ? 0n : mulDiv(collateral, price, reserve.unit, 'floor')),
    debtValue: baseValue(debt === 0n ? 0n : mulDiv(debt, price, reserve.unit, owedValue)),
    liquidationThreshold: (own ?? reserve).liquidationThreshold,
  }
}

function sums({ healthFactor }: RuleSet, legs: readonly ValuedLeg[]) {
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
    healthFactor: healthFactor(collateral, weighted, debt),
  }
}
