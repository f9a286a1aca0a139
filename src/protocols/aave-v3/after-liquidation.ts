import type { LegFact } from '../../core/fact.ts'
import { rayDiv } from '../../core/math/ray.ts'
import { scaledAmount, type Timestamp, tokenAmount } from '../../core/units.ts'
import type { AccountData, ValuedLeg } from './account-data.ts'
import type { Liquidation } from './liquidation-call.ts'
import type { StableDebt } from './stable-debt.ts'
import type { AaveAccount } from './state.ts'

/**
 * An account as one liquidation at a second leaves it. What is burned and what leaves as collateral and as fee becomes
 * scaled units one by one, as the market's revision rounds them, and a collateral that is spent stops securing debt.
 * Mirrors LiquidationLogic; written-off debt is gone from every active reserve.
 */
export function afterLiquidation(
  data: AccountData,
  account: AaveAccount,
  done: Liquidation,
  at: Timestamp,
): AaveAccount {
  const { taken, burned } = data.rules.rounding
  const writtenOff = new Set(done.deficit.map(({ asset }) => asset))
  const legs = account.legs.map((leg): LegFact => {
    const valued = data.legs.find(({ reserve }) => reserve.asset === leg.asset)
    if (valued === undefined) return leg
    const { reserve } = valued
    let { collateral: held, debt, collateralEnabled } = leg
    if (leg.asset === done.debtAsset) {
      const units = debt - rayDiv(variablePart(valued, done.repaid), reserve.indices.borrow, burned)
      debt = scaledAmount(units > 0n ? units : 0n)
    }
    if (writtenOff.has(leg.asset)) debt = scaledAmount(0n)
    if (leg.asset === done.collateralAsset) {
      const seized = rayDiv(done.seized, reserve.indices.liquidity, taken)
      const fee = rayDiv(done.fee, reserve.indices.liquidity, taken)
      const left = held - seized - fee
      held = scaledAmount(left > 0n ? left : 0n)
      if (done.spent || held === 0n) collateralEnabled = false
    }
    return { ...leg, collateral: held, debt, collateralEnabled }
  })
  const stable = account.stable === undefined ? {} : stableAfter(data, account.stable, done, at)
  return {
    ...account,
    ...stable,
    legs: legs.filter((leg) => leg.collateral > 0n || leg.debt > 0n || owesStable(data, leg)),
  }
}

/** Variable debt is repaid first. */
function variablePart({ debt, stableDebt }: ValuedLeg, repaid: bigint): bigint {
  const variable = debt - stableDebt
  return repaid < variable ? repaid : variable
}

const owesStable = (data: AccountData, { asset }: LegFact): boolean =>
  data.legs.some(({ reserve, stableDebt }) => reserve.asset === asset && stableDebt > 0n)

/** Interest becomes principal with every repayment; mirrors StableDebtToken.burn. */
function stableAfter(
  data: AccountData,
  stable: readonly StableDebt[],
  { debtAsset, repaid }: Liquidation,
  at: Timestamp,
): Pick<AaveAccount, 'stable'> {
  const leg = data.legs.find(({ reserve }) => reserve.asset === debtAsset)
  const ofStable = leg === undefined ? 0n : repaid - variablePart(leg, repaid)
  if (leg === undefined || ofStable === 0n) return { stable }
  return {
    stable: stable.map((debt) =>
      debt.token === leg.reserve.stableDebtToken
        ? { ...debt, principal: tokenAmount(leg.stableDebt - ofStable), since: at }
        : debt,
    ),
  }
}
