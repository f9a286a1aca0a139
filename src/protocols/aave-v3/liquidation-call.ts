import type { Address } from '../../core/address.ts'
import { percentDiv, percentMul } from '../../core/math/percent.ts'
import { rayDiv, rayMul } from '../../core/math/ray.ts'
import { type Bps, bps, type TokenAmount, tokenAmount } from '../../core/units.ts'
import type { AccountData, ValuedLeg } from './account-data.ts'
import { inCategory } from './category.ts'
import type { RuleSet } from './revisions/rule-set.ts'

/** What one `liquidationCall` does to a position, to the wei. */
export type Liquidation = {
  readonly collateralAsset: Address
  readonly debtAsset: Address
  /**
   * The argument of the call. Above `repaid` where the collateral runs out first: asking for `repaid` itself would,
   * by rounding, take one unit less than all of it and be refused for the dust.
   */
  readonly debtToCover: TokenAmount
  /** Debt the liquidator repays. */
  readonly repaid: TokenAmount
  /** Collateral the liquidator receives, without the protocol's fee. */
  readonly seized: TokenAmount
  /** Collateral that goes to the treasury. */
  readonly fee: TokenAmount
  /** The collateral stops securing debt: nothing that counts is left of it. */
  readonly spent: boolean
  /** Debt that is left without any collateral and written off, by asset. */
  readonly deficit: readonly { readonly asset: Address; readonly amount: TokenAmount }[]
}

/**
 * Why the arithmetic of a call reverts: it would leave a remainder too small to liquidate later, or a price,
 * bonus or amount is or rounds to zero where the contract divides or burns.
 */
export type CallRevert = 'leaves_dust' | 'arithmetic_revert'

/** One collateral and one debt of the same account. */
export type Pair = { readonly collateral: ValuedLeg; readonly debt: ValuedLeg }

/**
 * What `liquidationCall(collateral, debt, account, debtToCover)` does for `debtToCover` within the close factor.
 * Mirrors LiquidationLogic.executeLiquidationCall of the market's revision after its validation, in its order of operations.
 */
export function liquidationCall(
  data: AccountData,
  pair: Pair,
  debtToCover: TokenAmount,
): Liquidation | CallRevert {
  const { collateral, debt } = pair
  const { rules } = data
  const bonus = liquidationBonus(data, collateral)
  const prices = { collateral: collateral.price, debt: debt.price }
  if (prices.collateral === 0n) return 'arithmetic_revert'

  const base = (prices.debt * debtToCover * collateral.reserve.unit) / (prices.collateral * debt.reserve.unit)
  let taken = percentMul(base, bonus, rules.seizure.withBonus)
  let repaid: bigint = debtToCover
  if (taken > collateral.collateral) {
    taken = collateral.collateral
    if (prices.debt === 0n || bonus === 0n) return 'arithmetic_revert'
    const worth = (prices.collateral * taken * debt.reserve.unit) / (prices.debt * collateral.reserve.unit)
    repaid = percentDiv(worth, bonus, rules.seizure.repaid)
  }
  const feeShare = collateral.reserve.liquidationProtocolFee
  if (feeShare !== 0n && bonus === 0n) return 'arithmetic_revert'
  const fee =
    feeShare === 0n
      ? 0n
      : percentMul(taken - percentDiv(taken, bonus, rules.seizure.withoutBonus), feeShare, rules.seizure.fee)

  if (rules.leavesDust(pair, taken, repaid)) return 'leaves_dust'
  const parts = { leg: collateral, seized: taken - fee, fee }
  const emptied = rules.exhausted.isEmptied(parts, data.collateral)
  if (burnsNothing(rules, debt, emptied ? debt.debt : repaid)) return 'arithmetic_revert'
  return {
    collateralAsset: collateral.reserve.asset,
    debtAsset: debt.reserve.asset,
    debtToCover,
    repaid: tokenAmount(repaid),
    seized: tokenAmount(taken - fee),
    fee: payableFee(rules, collateral, taken - fee, fee),
    spent: rules.exhausted.isSpent(parts, data.collateral),
    deficit: emptied ? writtenOff(data, debt, repaid) : [],
  }
}

/** A debt token refuses to burn nothing, which a repayment below one scaled unit would. */
function burnsNothing(
  { rounding }: RuleSet,
  { debt, stableDebt, reserve }: ValuedLeg,
  burned: bigint,
): boolean {
  const variable = debt - stableDebt
  // Variable debt is repaid first; only where it does not suffice is it burned whole and the rest taken from the stable.
  const ofVariable = burned < variable ? burned : variable
  if (burned > variable && variable === 0n) return false
  return rayDiv(ofVariable, reserve.indices.borrow, rounding.burned) === 0n
}

/**
 * The fee as it is really paid. Both the liquidator's part and the fee are rounded to scaled units, so that the
 * borrower's balance can fall short by one; then the treasury takes what is left.
 */
function payableFee(
  { rounding }: RuleSet,
  { reserve, scaledCollateral }: ValuedLeg,
  seized: bigint,
  fee: bigint,
): TokenAmount {
  const { liquidity } = reserve.indices
  const left = scaledCollateral - rayDiv(seized, liquidity, rounding.taken)
  return tokenAmount(
    rayDiv(fee, liquidity, rounding.taken) > left ? rayMul(left, liquidity, rounding.held) : fee,
  )
}

/** The category's bonus where the collateral is in the account's category, else the reserve's. */
function liquidationBonus(data: AccountData, { reserve }: ValuedLeg): Bps {
  const terms = inCategory(data.category, reserve.id) ? data.category : reserve
  return bps(terms.liquidationBonus)
}

/** All debts of an account that has just lost its last collateral, less what was repaid; inactive reserves keep theirs. */
function writtenOff(data: AccountData, repaidLeg: ValuedLeg, repaid: bigint): Liquidation['deficit'] {
  return data.legs
    .filter((leg) => leg.reserve.active)
    .map((leg) => ({
      asset: leg.reserve.asset,
      amount: tokenAmount(leg === repaidLeg ? leg.debt - repaid : leg.debt),
    }))
    .filter(({ amount }) => amount > 0n)
}
