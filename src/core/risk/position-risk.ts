import type { LiquidationOutcome, PositionValuation } from '../book/rules.ts'
import { noRisk, type RiskSums } from './risk-sums.ts'
import { type DriverOf, sameDriver } from './same-driver.ts'

/** A position and what liquidators can do to it at the prices in question; nothing where it is healthy. */
export type PositionRisk = {
  readonly valuation: PositionValuation
  readonly outcome: LiquidationOutcome | undefined
}

/** What liquidators can do to a position. */
export const riskOf = (valuation: PositionValuation): PositionRisk => ({
  valuation,
  outcome: valuation.isUnder ? valuation.liquidation() : undefined,
})

/** One position as sums. */
export function sumsOf({ valuation, outcome }: PositionRisk, driverOf: DriverOf): RiskSums {
  const { collateral, debt } = valuation
  const sums = noRisk()
  sums.positions = 1
  sums.collateral = collateral
  sums.debt = debt
  sums.insolvent = debt > collateral ? debt - collateral : 0n
  for (const { value } of sameDriver(valuation, driverOf)) sums.sameDriver += value
  if (outcome === undefined) return sums
  const [first] = outcome.steps
  sums.badDebt = outcome.badDebt
  for (const step of outcome.steps) {
    sums.repayableFull += step.repaidValue
    sums.seizableFull += step.seizedValue
  }
  if (first === undefined) {
    sums.blockedPositions = 1
    sums.blockedDebt = debt
    for (const reason of outcome.blockedBy) sums.reasons.set(reason, 1)
    return sums
  }
  sums.repayable = first.repaidValue
  sums.seizable = first.seizedValue
  sums.fee = first.feeValue
  if (first.seized > 0n) sums.seizableRaw.set(first.collateralAsset, first.seized)
  return sums
}
