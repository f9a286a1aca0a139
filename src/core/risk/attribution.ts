import type { Address } from '../address.ts'
import type { LegValuation } from '../book/rules.ts'
import { addStep, type PositionRisk } from './position-risk.ts'
import { noRisk, type RiskSums } from './risk-sums.ts'
import { type DriverOf, sameDriver } from './same-driver.ts'
import { shares } from './shares.ts'

/** Part of a position, attributed to one of its assets; `none` where it has no such asset. */
export type Attributed = { readonly asset: Address | 'none'; readonly sums: RiskSums }

/** The two sides of a position that it can be split by. */
export type Side = 'collateral' | 'debt'

/**
 * Splits a position by the assets of one side; the parts sum exactly to the whole. The side itself is attributed as it
 * is; the other side, what is insolvent, bad or blocked in proportion to the side (collateral weighted by its
 * threshold); calls to the pair that they use; the position itself to its largest asset.
 */
export function attributed(
  risk: PositionRisk,
  whole: RiskSums,
  side: Side,
  driverOf: DriverOf,
): readonly Attributed[] {
  const legs = legsOf(risk, side)
  if (legs.length === 0) return [{ asset: 'none', sums: whole }]
  const parts = new Map(legs.map(({ asset }) => [asset, noRisk()]))
  const weights = weightsOf(legs, side)
  const give = (name: Money, amount: bigint, by = weights): void => {
    for (const [i, part] of shares(amount, by).entries()) {
      const sums = parts.get(legs[i]?.asset ?? '0x')
      if (sums !== undefined) sums[name] += part
    }
  }
  const own = legs.map((leg) => (side === 'collateral' ? leg.collateralValue : leg.debtValue))
  give('collateral', whole.collateral, side === 'collateral' ? own : weights)
  give('debt', whole.debt, side === 'debt' ? own : weights)
  give('insolvent', whole.insolvent)
  give('badDebt', whole.badDebt)
  give('blockedDebt', whole.blockedDebt)
  for (const { driver, value } of sameDriver(risk.valuation, driverOf))
    give(
      'sameDriver',
      value,
      own.map((amount, i) => (isDrivenBy(driver, legs[i], driverOf) ? amount : 0n)),
    )
  const largest = parts.get(legs[largestOf(weights)]?.asset ?? '0x')
  if (largest !== undefined) {
    largest.positions = whole.positions
    largest.blockedPositions = whole.blockedPositions
    for (const [reason, count] of whole.reasons) largest.reasons.set(reason, count)
  }
  const { steps = [], firstCall = 0 } = risk.outcome ?? {}
  for (const [i, step] of steps.entries()) {
    const sums = parts.get(side === 'collateral' ? step.collateralAsset : step.debtAsset)
    if (sums !== undefined) addStep(sums, step, i < firstCall)
  }
  return [...parts].map(([asset, sums]) => ({ asset, sums }))
}

type Money = 'collateral' | 'debt' | 'insolvent' | 'badDebt' | 'blockedDebt' | 'sameDriver'

const legsOf = ({ valuation: { legs } }: PositionRisk, side: Side): readonly LegValuation[] =>
  legs.filter((leg) => (side === 'debt' ? leg.debt > 0n : leg.collateralEnabled))

/** By threshold-weighted value; where that is nothing, by value; where that too is nothing, the first takes all. */
function weightsOf(legs: readonly LegValuation[], side: Side): readonly bigint[] {
  if (side === 'debt') return legs.map(({ debtValue }) => debtValue)
  const weighted = legs.map((leg) => leg.collateralValue * leg.liquidationThreshold)
  return weighted.some((weight) => weight > 0n)
    ? weighted
    : legs.map(({ collateralValue }) => collateralValue)
}

const isDrivenBy = (driver: string, leg: LegValuation | undefined, driverOf: DriverOf): boolean =>
  leg !== undefined &&
  (driver === `SELF ${leg.asset}` || (driver !== 'SELF' && driverOf(leg.asset) === driver))

/** The place of the largest; legs are sorted by asset, so that a tie goes to the lower address. */
const largestOf = (weights: readonly bigint[]): number =>
  weights.reduce((best, weight, i) => (weight > (weights[best] ?? 0n) ? i : best), 0)
