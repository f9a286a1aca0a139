import type { Address } from '../address.ts'
import type { PositionValuation } from '../book/rules.ts'

/** What an asset's price follows; undefined where that is not known. */
export type DriverOf = (asset: Address) => string | undefined

/** What a position's collateral and debt of one driver have in common, in base units. */
export type SameDriver = { readonly driver: string; readonly value: bigint }

/**
 * The lesser of collateral and debt of each driver that is on both sides. `SELF` is each asset by itself, and an unknown
 * driver has nothing in common with any.
 */
export function sameDriver({ legs }: PositionValuation, driverOf: DriverOf): readonly SameDriver[] {
  const sides = new Map<string, { collateral: bigint; debt: bigint }>()
  for (const leg of legs) {
    const driver = driverOf(leg.asset)
    if (driver === undefined) continue
    const key = driver === 'SELF' ? `SELF ${leg.asset}` : driver
    const side = sides.get(key) ?? { collateral: 0n, debt: 0n }
    if (leg.collateralEnabled) side.collateral += leg.collateralValue
    side.debt += leg.debtValue
    sides.set(key, side)
  }
  return [...sides]
    .map(([driver, { collateral, debt }]) => ({ driver, value: collateral < debt ? collateral : debt }))
    .filter(({ value }) => value > 0n)
}
