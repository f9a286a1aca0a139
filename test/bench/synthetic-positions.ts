import { ASSETS, CATEGORIES, placesOf } from './synthetic-assets.ts'

/** One leg of a synthetic position: an asset by its place and an amount in stored units. */
export type SyntheticLeg = {
  readonly place: number
  readonly collateral: bigint
  readonly debt: bigint
  readonly collateralEnabled: boolean
}

/** A synthetic position: three legs on average, which assets is decided by its number, how much by `draw`. */
export type SyntheticPosition = { readonly category: number; readonly legs: readonly SyntheticLeg[] }

/** Index of all reserves, both sides: what a stored unit has grown to. */
export const INDEX_PERCENT = 104n

const [BTC, ETH, USD, OTHER] = [
  placesOf('BTC'),
  placesOf('ETH'),
  placesOf('USD'),
  placesOf('EUR', 'GOLD', 'SELF'),
]

/** What people do, out of twenty: coins against dollars, dollars against coins, loops of one kind, and the rest. */
const HABITS = [
  { until: 6, category: 0, secures: [...BTC, ...ETH], owes: USD },
  { until: 11, category: 0, secures: [...ETH, ...OTHER], owes: USD },
  { until: 13, category: 0, secures: USD, owes: [...BTC, ...ETH] },
  { until: 16, category: 1, secures: ETH, owes: ETH.slice(0, 2) },
  { until: 18, category: 2, secures: USD, owes: USD },
  { until: 20, category: 0, secures: [...BTC, ...OTHER], owes: [...ETH, ...USD] },
]
/** Collaterals and debts: three legs on average. */
const SHAPES = [
  [1, 1],
  [2, 1],
  [1, 2],
  [2, 2],
] as const

/** Health factors from 1.01 to 5, more of them low; debts from one dollar to ten millions, one in thirty of dust. */
export function syntheticPosition(position: number, draw: () => number): SyntheticPosition {
  const mixed = Math.imul(position + 1, 0x85ebca6b) >>> 0
  const habit = HABITS.find(({ until }) => mixed % 20 < until) ?? HABITS[0]
  if (habit === undefined) return { category: 0, legs: [] }
  const [collaterals, debts] = SHAPES[(mixed >>> 8) % SHAPES.length] ?? SHAPES[0]
  const healthFactor = 1.01 + 3.99 * draw() ** 1.2
  const isDust = (mixed >>> 12) % 30 === 0
  const debtUsd = isDust ? 1e-6 * 10 ** (6 * draw()) : 10 ** (7 * draw())
  const owed = several(habit.owes, debts, mixed >>> 4, new Set())
  const secured = several(habit.secures, collaterals, mixed >>> 6, new Set(owed))
  const share = 0.1 + 0.8 * draw()
  const legs = [
    ...owed.map((place, i) => debtLeg(place, debtUsd * part(i, owed.length, share), draw)),
    ...secured.map((place, i) => {
      const counted = debtUsd * healthFactor * part(i, secured.length, share)
      return collateralLeg(place, counted / thresholdOf(habit.category, place), draw)
    }),
  ]
  // A few have something that secures nothing.
  const unused = mixed % 97 === 0 ? legs.map((leg) => ({ ...leg, collateralEnabled: false })) : legs
  return { category: habit.category, legs: unused }
}

const part = (i: number, of: number, share: number): number => (of === 1 ? 1 : i === 0 ? share : 1 - share)

/** So many neighbouring places of a list, none of them in `without`: an asset is a debt or a collateral. */
function several(places: readonly number[], count: number, from: number, without: ReadonlySet<number>) {
  const free = places.filter((place) => !without.has(place))
  return Array.from({ length: Math.min(count, free.length) }, (_, i) => free[(from + i) % free.length] ?? 0)
}

function thresholdOf(category: number, place: number): number {
  const terms = CATEGORIES.find(({ id, places }) => id === category && places.includes(place))
  return (terms?.threshold ?? ASSETS[place]?.threshold ?? 0) / 10_000
}

const debtLeg = (place: number, usd: number, draw: () => number): SyntheticLeg => ({
  place,
  collateral: 0n,
  debt: storedUnits(place, usd, draw),
  collateralEnabled: false,
})

const collateralLeg = (place: number, usd: number, draw: () => number): SyntheticLeg => ({
  place,
  collateral: storedUnits(place, usd, draw),
  debt: 0n,
  collateralEnabled: true,
})

/** Money as stored units, all of whose digits are used. */
function storedUnits(place: number, usd: number, draw: () => number): bigint {
  const { priceUsd = 1, decimals = 18 } = ASSETS[place] ?? {}
  const units = ((usd / priceUsd) * 10 ** decimals * 100) / Number(INDEX_PERCENT)
  const low = units > 2 ** 53 ? BigInt(Math.floor(draw() * 2 ** 24)) : 0n
  return BigInt(Math.floor(units)) + low
}
