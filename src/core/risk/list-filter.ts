import type { Address } from '../address.ts'
import type { HeldPosition, PositionValuation } from '../book/rules.ts'
import { MAX_UINT256, WAD } from '../units.ts'
import { hasLegs, isLargeEnough, type PositionFilter } from './filter.ts'
import type { Bounds, PositionBounds } from './position-bounds.ts'

/** Which positions a list is of, beside those that owe nothing or cannot be valued. */
export type ListFilter = PositionFilter & {
  readonly accounts?: ReadonlySet<Address>
  /** Wad, both inclusive. */
  readonly minHealthFactor?: bigint
  readonly maxHealthFactor?: bigint
  readonly underThreshold?: boolean
  readonly liquidatable?: boolean
}

/** A position as it is held and as it is valued. */
export type Valued = { readonly position: HeldPosition; readonly valuation: PositionValuation }

/**
 * Whether a filter selects a position: decided by the screen's bounds where these are certain, by the exact valuation
 * where not.
 */
export const isSelected = (
  bounds: PositionBounds,
  evaluate: () => Valued | undefined,
  filter: ListFilter,
): boolean => {
  const said = screened(bounds, filter)
  if (said !== 'unknown') return said === 'in'
  const row = evaluate()
  return row !== undefined && isSelectedExactly(row, filter)
}

/** What a screen says of a filter: certainly in, certainly out, or unknown. */
type Screened = 'in' | 'out' | 'unknown'

function screened({ healthFactor, debt }: PositionBounds, filter: ListFilter): Screened {
  const { minHealthFactor: least, maxHealthFactor: most, minDebt, underThreshold } = filter
  const one = Number(WAD)
  const wanted: Screened[] = []
  if (least !== undefined) wanted.push(isAtLeast(healthFactor, Number(least) / one))
  if (most !== undefined) wanted.push(opposite(isAtLeast(healthFactor, Number(most) / one)))
  if (minDebt !== undefined) wanted.push(isAtLeast(debt, Number(minDebt)))
  if (underThreshold === false) wanted.push(isAtLeast(healthFactor, 1))
  if (underThreshold === true) wanted.push(opposite(isAtLeast(healthFactor, 1)))
  if (wanted.includes('out')) return 'out'
  const asksMore =
    filter.liquidatable !== undefined || filter.collateral !== undefined || filter.debt !== undefined
  return asksMore || wanted.includes('unknown') ? 'unknown' : 'in'
}

/** Equality is never certain, so that the opposite of this is as good as the other comparison. */
function isAtLeast({ low, high }: Bounds, least: number): Screened {
  if (low > least * WIDER) return 'in'
  return high < least / WIDER ? 'out' : 'unknown'
}

/** More than the rounding of a bound that was a larger integer. */
const WIDER = 1 + 2 ** -50

const opposite = (said: Screened): Screened => (said === 'in' ? 'out' : said === 'out' ? 'in' : 'unknown')

function isSelectedExactly(row: Valued, filter: ListFilter): boolean {
  const { healthFactor, isUnder, debt } = row.valuation
  const { minHealthFactor, maxHealthFactor, underThreshold, liquidatable } = filter
  if (debt === 0n || healthFactor === MAX_UINT256) return false
  if (minHealthFactor !== undefined && healthFactor < minHealthFactor) return false
  if (maxHealthFactor !== undefined && healthFactor > maxHealthFactor) return false
  if (underThreshold !== undefined && isUnder !== underThreshold) return false
  if (!hasLegs(row.position, filter) || !isLargeEnough(row.valuation, filter)) return false
  if (liquidatable === undefined) return true
  return liquidatable === (isUnder && row.valuation.liquidation().steps.length > 0)
}
