import type { Address } from '../../core/address.ts'
import { mulDiv } from '../../core/math/mul-div.ts'
import { percentDiv, percentMul } from '../../core/math/percent.ts'
import { rayDiv, rayMul } from '../../core/math/ray.ts'
import { type Bps, baseValue, bps, type TokenAmount, tokenAmount } from '../../core/units.ts'
import type { AccountData, ValuedLeg } from './account-data.ts'
import { inCategory } from './category.ts'

/** Both leftovers of a partial liquidation must be worth at least this: 1,000 USD. */
const MIN_LEFTOVER = baseValue(1_000n * 10n ** 8n)

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
 * Mirrors LiquidationLogic.executeLiquidationCall of V3.6 after its validation, in its order of operations.
 */
export function liquidationCall(
  data: AccountData,
  pair: Pair,
  debtToCover: TokenAmount,
): Liquidation | CallRevert {
  const { collateral, debt } = pair
  const bonus = liquidationBonus(data, collateral)
  const prices = { collateral: collateral.reserve.price ?? 0n, debt: debt.reserve.price ?? 0n }
  if (prices.collateral === 0n) return 'arithmetic_revert'

  const base = (prices.debt * debtToCover * collateral.reserve.unit) / (prices.collateral * debt.reserve.unit)
  let taken = percentMul(base, bonus, 'half-up')
  let repaid: bigint = debtToCover
  if (taken > collateral.collateral) {
    taken = collateral.collateral
    if (prices.debt === 0n || bonus === 0n) return 'arithmetic_revert'
    const worth = (prices.collateral * taken * debt.reserve.unit) / (prices.debt * collateral.reserve.unit)
    repaid = percentDiv(worth, bonus, 'ceil')
  }
  const feeShare = collateral.reserve.liquidationProtocolFee
  if (feeShare !== 0n && bonus === 0n) return 'arithmetic_revert'
  const fee =
    feeShare === 0n ? 0n : percentMul(taken - percentDiv(taken, bonus, 'half-up'), feeShare, 'half-up')

  if (leavesDust(pair, taken, repaid)) return 'leaves_dust'
  const takenValue = mulDiv(taken, prices.collateral, collateral.reserve.unit, 'floor')
  const emptied = takenValue === data.collateral
  // The debt token refuses to burn nothing, which a repayment below one scaled unit would.
  const burned = emptied ? debt.debt : repaid
  if (rayDiv(burned, debt.reserve.indices.borrow, 'floor') === 0n) return 'arithmetic_revert'
  return {
    collateralAsset: collateral.reserve.asset,
    debtAsset: debt.reserve.asset,
    debtToCover,
    repaid: tokenAmount(repaid),
    seized: tokenAmount(taken - fee),
    fee: payableFee(collateral, taken - fee, fee),
    deficit: emptied ? writtenOff(data, debt, repaid) : [],
  }
}

/**
 * The fee as it is really paid. Both the liquidator's part and the fee are rounded up to scaled units, so that the
 * borrower's balance can fall short by one; then the treasury takes what is left.
 */
function payableFee({ reserve, scaledCollateral }: ValuedLeg, seized: bigint, fee: bigint): TokenAmount {
  const { liquidity } = reserve.indices
  const left = scaledCollateral - rayDiv(seized, liquidity, 'ceil')
  return tokenAmount(rayDiv(fee, liquidity, 'ceil') > left ? rayMul(left, liquidity, 'floor') : fee)
}

/** The category's bonus where the collateral is in the account's category, else the reserve's. */
function liquidationBonus(data: AccountData, { reserve }: ValuedLeg): Bps {
  const terms = inCategory(data.category, reserve.id) ? data.category : reserve
  return bps(terms.liquidationBonus)
}

function leavesDust({ collateral, debt }: Pair, taken: bigint, repaid: bigint): boolean {
  if (repaid >= debt.debt || taken >= collateral.collateral) return false
  const debtLeft = mulDiv(debt.debt - repaid, debt.reserve.price ?? 0n, debt.reserve.unit, 'ceil')
  const collateralLeft = mulDiv(
    collateral.collateral - taken,
    collateral.reserve.price ?? 0n,
    collateral.reserve.unit,
    'floor',
  )
  return debtLeft < MIN_LEFTOVER || collateralLeft < MIN_LEFTOVER
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
