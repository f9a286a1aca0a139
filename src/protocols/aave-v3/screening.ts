import type { Address } from '../../core/address.ts'
import { quotient, type ScreenAsset } from '../../core/book/screen-terms.ts'
import { ONE_IN_BPS, RAY } from '../../core/units.ts'
import { inCategory } from './category.ts'
import { exactHealthFactor } from './revisions/health-factor.ts'
import { interfaceOf } from './revisions/interface.ts'
import type { AaveState, ValuedCategory, ValuedReserve } from './state.ts'

type Category = ValuedCategory | undefined

/** Which accounts the screen values alike, and whom it cannot decide. */
export type ScreenClasses = {
  readonly classOf: (category: number, hasStableDebt: boolean) => number
  /** The terms of each class. */
  readonly terms: readonly Category[]
  /** Classes of which legs and prices do not tell everything. */
  readonly uncertain: ReadonlySet<number>
}

/** A class a category; where stable debts may exist, each a second time for those who have some. */
export function screenClasses({ categories, terms: { revision } }: AaveState): ScreenClasses {
  const all: readonly Category[] = [undefined, ...categories.values()]
  const classes = new Map(all.map((category, i) => [category?.id ?? 0, i]))
  const { hasStableDebt } = interfaceOf(revision)
  // Stable debts grow at rates of their own, and a category's own price is in no leg's coefficient.
  const priced = all.flatMap((category, i) => (category?.priceSource === undefined ? [] : [i]))
  const indebted = hasStableDebt ? all.map((_, i) => all.length + i) : []
  return {
    classOf: (category, stable) => (classes.get(category) ?? 0) + (stable && hasStableDebt ? all.length : 0),
    terms: hasStableDebt ? [...all, ...all] : all,
    uncertain: new Set([...priced, ...indebted]),
  }
}

/** What a stored unit of each asset counts for and owes, by class; stable debts under their own tokens. */
export function screenAssets(
  { reserves, rules }: AaveState,
  classes: readonly Category[],
): ReadonlyMap<Address, ScreenAsset | undefined> {
  const assets = new Map<Address, ScreenAsset | undefined>()
  for (const reserve of reserves.values()) {
    assets.set(reserve.asset, screenAsset(reserve, rules.secures(reserve), classes))
    if (reserve.stableDebtToken !== undefined)
      assets.set(reserve.stableDebtToken, screenStableDebt(reserve, classes))
  }
  return assets
}

function screenAsset(
  reserve: ValuedReserve,
  secures: boolean,
  classes: readonly Category[],
): ScreenAsset | undefined {
  const { price, unit, indices } = reserve
  if (price === undefined) return undefined
  return {
    collateral: secures ? quotient(price * indices.liquidity, unit * RAY) : 0,
    debt: quotient(price * indices.borrow, unit * RAY),
    // Each side is off by less than one token unit and one base unit.
    slack: 2 * (quotient(price, unit) * 1.001 + 1.001),
    thresholds: classes.map((category) => {
      const terms = inCategory(category, reserve.id) ? category : reserve
      return Number(terms.liquidationThreshold) / Number(ONE_IN_BPS)
    }),
  }
}

/** Without its interest: whoever has one is valued in integers. */
function screenStableDebt(
  { price, unit }: ValuedReserve,
  classes: readonly Category[],
): ScreenAsset | undefined {
  if (price === undefined) return undefined
  return {
    collateral: 0,
    debt: quotient(price, unit),
    slack: 2 * (quotient(price, unit) * 1.001 + 1.001),
    thresholds: classes.map(() => 0),
  }
}

/**
 * By how much cutting the average threshold to whole basis points can lower what collateral counts for, relative to it:
 * less than a basis point of the collateral, which at the lowest threshold is this part of what it counts for.
 */
export function averagingOf({ reserves, categories, rules }: AaveState): number {
  if (rules.healthFactor === exactHealthFactor) return 0
  const thresholds = [...reserves.values(), ...categories.values()]
    .map(({ liquidationThreshold }) => Number(liquidationThreshold))
    .filter((threshold) => threshold > 0)
  return thresholds.length === 0 ? 0 : 1 / Math.min(...thresholds)
}
