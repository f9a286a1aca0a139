import type { Address } from '../address.ts'
import { heldPosition } from '../book/held-position.ts'
import type { BookRows } from '../book/rows.ts'
import { type HeldPosition, isValuation, type PositionValuation, type Rules } from '../book/rules.ts'
import { type Standings, underThreshold } from '../book/under-threshold.ts'
import { attributed } from './attribution.ts'
import { hasLegs, isLargeEnough, type PositionFilter } from './filter.ts'
import { createMovements, type FourSets, type Movement, type Movements } from './four-sets.ts'
import { riskOf, sumsOf } from './position-risk.ts'
import type { DriverOf } from './same-driver.ts'

/** A market of a book at the present prices and at those in question. */
export type ComparedMarket = {
  readonly protocol: string
  readonly driverOf: DriverOf
  readonly now: Rules
  readonly asked: Rules
}

/** A book's liquidation risk at one vector of prices, whole and split four ways. */
export type ChainTotals = {
  readonly total: FourSets
  readonly protocols: ReadonlyMap<string, FourSets>
  readonly markets: ReadonlyMap<string, FourSets>
  /** By asset, `none` for positions that have nothing on this side. */
  readonly collateral: ReadonlyMap<Address | 'none', FourSets>
  readonly debt: ReadonlyMap<Address | 'none', FourSets>
}

/**
 * Sums what is under its threshold, screened in float64 and confirmed in integers, then valued in integers throughout.
 * Costs two passes over the legs, and the protocol's arithmetic for every position that is under now or then.
 */
export function totals(
  rows: BookRows,
  compared: ReadonlyMap<string, ComparedMarket>,
  filter: PositionFilter,
  standingNow: Standings = standingAt(rows, compared, 'now'),
): ChainTotals {
  const whole = createMovements()
  const splits = { protocols: keyed(), markets: keyed(), collateral: keyed(), debt: keyed() }
  for (const found of positionsAt(rows, compared, filter, standingNow)) {
    const { market, position, at } = found
    const { protocol, driverOf } = at
    if (found.movement === undefined) {
      const places = placesOf(position)
      for (const to of [whole, splits.protocols.of(protocol), splits.markets.of(market)])
        to.addUnvalued(position.account)
      splits.collateral.of(places.collateral).addUnvalued(position.account)
      splits.debt.of(places.debt).addUnvalued(position.account)
      continue
    }
    const { movement, valuation } = found
    const risk = riskOf(valuation)
    const sums = sumsOf(risk, driverOf)
    const { account } = position
    for (const to of [whole, splits.protocols.of(protocol), splits.markets.of(market)])
      to.add(movement, account, sums)
    for (const side of ['collateral', 'debt'] as const)
      for (const part of attributed(risk, sums, side, driverOf))
        splits[side].of(part.asset).add(movement, account, part.sums)
  }
  return {
    total: whole.sets(),
    protocols: splits.protocols.sets(),
    markets: splits.markets.sets(),
    collateral: splits.collateral.sets(),
    debt: splits.debt.sets(),
  }
}

/** A superset of who matters, by account number, and what the book holds of each. */
export type Among = {
  readonly accounts: Uint32Array
  readonly held: (account: number) => HeldPosition
}

/** The whole alone: what a curve has at each of its prices. Only these accounts are looked at, where they are given. */
export function wholeTotals(
  rows: BookRows,
  compared: ReadonlyMap<string, ComparedMarket>,
  filter: PositionFilter,
  standingNow: Standings,
  among?: Among,
): FourSets {
  const whole = createMovements()
  for (const { movement, valuation, position, at } of positionsAt(rows, compared, filter, standingNow, among))
    if (movement === undefined) whole.addUnvalued(position.account)
    else whole.add(movement, position.account, sumsOf(riskOf(valuation), at.driverOf))
  return whole.sets()
}

/** How all accounts stand at the present prices, or at those in question. */
export const standingAt = (
  rows: BookRows,
  compared: ReadonlyMap<string, ComparedMarket>,
  when: 'now' | 'asked',
): Standings => underThreshold(rows, new Map([...compared].map(([market, rules]) => [market, rules[when]])))

type Found = {
  readonly market: string
  readonly at: ComparedMarket
  readonly position: HeldPosition
} & (
  | { readonly movement: Movement; readonly valuation: PositionValuation }
  | { readonly movement: undefined; readonly valuation: undefined }
)

/** Every position that the filter selects and that is under its threshold at either prices, or cannot be valued. */
function* positionsAt(
  rows: BookRows,
  compared: ReadonlyMap<string, ComparedMarket>,
  filter: PositionFilter,
  now: Standings,
  among?: Among,
): Generator<Found> {
  const { accounts, listings } = rows
  const asked = among === undefined ? standingAt(rows, compared, 'asked') : undefined
  const meant = listings.markets.map((market) =>
    filter.markets === undefined || filter.markets.has(market) ? compared.get(market) : undefined,
  )
  const count = among?.accounts.length ?? accounts.count
  for (let i = 0; i < count; i++) {
    const account = among?.accounts[i] ?? i
    const wasUnder = now.under[account] === 1
    if (asked !== undefined && asked.unvalued[account] !== 1 && asked.under[account] !== 1 && !wasUnder)
      continue
    const number = accounts.market[account] ?? 0
    const at = meant[number]
    const market = listings.markets[number]
    if (at === undefined || market === undefined) continue
    const position = among?.held(account) ?? heldPosition(rows, account)
    if (!hasLegs(position, filter)) continue
    const valuation = at.asked.value(position)
    if (!isValuation(valuation)) {
      if (position.legs.some(({ debt }) => debt > 0n))
        yield { market, at, position, movement: undefined, valuation: undefined }
      continue
    }
    if (!isLargeEnough(valuation, filter)) continue
    if (valuation.isUnder) yield { market, at, position, valuation, movement: wasUnder ? 'kept' : 'added' }
    else if (wasUnder) yield { market, at, position, valuation, movement: 'relieved' }
  }
}

/** Where a position that has no values is counted: the first asset of either side. */
function placesOf({ legs }: HeldPosition): Record<'collateral' | 'debt', Address | 'none'> {
  return {
    collateral: legs.find(({ collateralEnabled }) => collateralEnabled)?.asset ?? 'none',
    debt: legs.find(({ debt }) => debt > 0n)?.asset ?? 'none',
  }
}

/** Movements by key, made when a key is first seen. */
function keyed() {
  const known = new Map<string, Movements>()
  return {
    of(key: string): Movements {
      const there = known.get(key) ?? createMovements()
      known.set(key, there)
      return there
    },
    sets: <Key extends string>() =>
      new Map([...known].map(([key, movements]) => [key as Key, movements.sets()])),
  }
}
