import type { Address } from '../address.ts'
import type { HeldPosition, PositionValuation } from '../book/rules.ts'

/** Which positions are meant. A filter selects whole positions; what is left out is not restricted. */
export type PositionFilter = {
  readonly markets?: ReadonlySet<string>
  /** Holds some of one of these as enabled collateral. */
  readonly collateral?: ReadonlySet<Address>
  /** Owes some of one of these. */
  readonly debt?: ReadonlySet<Address>
  /** At the prices in question; base units. */
  readonly minDebt?: bigint
}

/** Whether a position has the legs that are asked for, at any prices. */
export function hasLegs({ legs }: Pick<HeldPosition, 'legs'>, { collateral, debt }: PositionFilter): boolean {
  const secures = (asset: Address) =>
    legs.some((leg) => leg.asset === asset && leg.collateralEnabled && leg.collateral > 0n)
  const owes = (asset: Address) => legs.some((leg) => leg.asset === asset && leg.debt > 0n)
  return (
    (collateral === undefined || [...collateral].some(secures)) &&
    (debt === undefined || [...debt].some(owes))
  )
}

/** Whether a position's debt is large enough. */
export const isLargeEnough = ({ debt }: PositionValuation, { minDebt }: PositionFilter): boolean =>
  minDebt === undefined || debt >= minDebt
