import type { LiquidationOutcome, LiquidationStep, PositionValuation } from '../book/rules.ts'
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
  sums.badDebt = outcome.badDebt
  for (const [i, step] of outcome.steps.entries()) addStep(sums, step, i < outcome.firstCall)
  if (outcome.firstCall === 0) {
    sums.blockedPositions = 1
    sums.blockedDebt = debt
    for (const reason of outcome.blockedBy) sums.reasons.set(reason, 1)
  }
  return sums
}

/** Adds what a step repays and seizes; what is not of the first call counts for the full figures only. */
export function addStep(sums: RiskSums, step: LiquidationStep, isFirstCall: boolean): void {
  sums.repayableFull += step.repaidValue
  sums.seizableFull += step.seizedValue
  if (!isFirstCall) return
  sums.repayable += step.repaidValue
  sums.seizable += step.seizedValue
  sums.fee += step.feeValue
  if (step.seized === 0n) return
  const { collateralAsset, seized } = step
  sums.seizableRaw.set(collateralAsset, (sums.seizableRaw.get(collateralAsset) ?? 0n) + seized)
}
