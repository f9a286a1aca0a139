import type { BookRows } from '../book/rows.ts'
import { SCREEN_ERROR } from '../book/screen.ts'
import { screenTable, UNDECIDED, unvaluedIn } from '../book/screen-table.ts'
import { pricesAt } from '../scenario/prices-at.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { BaseValue } from '../units.ts'
import type { MarketModel } from './market-model.ts'
import { roundingUnits } from './rounding-units.ts'

/** Columns of a stretch, per account. */
export const STRETCH = {
  /** What collateral counts for less what is owed, at the lower and the upper price; base units. */
  marginFrom: 0,
  marginTo: 1,
  /** Enabled collateral at both. */
  collateralFrom: 2,
  collateralTo: 3,
  debtFrom: 4,
  debtTo: 5,
  /** By how much any of these is off at most; between the two a straight line as well. Zero where nothing is owed. */
  errorFrom: 6,
  errorTo: 7,
  width: 8,
} as const

/**
 * All positions of a book between two BTC prices without a kink between them, in float64: margin, collateral and debt
 * are straight lines there but for the errors. Positions without a debt or a price hold zeros. One pass over the legs.
 */
export function stretchOf(
  rows: BookRows,
  models: ReadonlyMap<string, MarketModel>,
  scenario: Scenario,
  between: { readonly reference: bigint; readonly from: bigint; readonly to: bigint },
): Float64Array {
  const { accounts, legs } = rows
  const [lower, upper] = [between.from, between.to].map((price) =>
    screenTableAt(rows, models, scenario, { reference: between.reference, price }),
  )
  const columns = new Float64Array(accounts.count * STRETCH.width)
  if (lower === undefined || upper === undefined) return columns
  const unvalued = unvaluedIn(rows, upper)
  const { collateralRounding, debtRounding } = roundingOf(rows, models, scenario, [lower, upper])
  const { account, listing, collateralScreen, debtScreen, enabled, count } = legs
  const { first, averaging, isUncertain } = upper
  // Taken out of their tables once: this runs for every leg of a book.
  const [weightFrom, weightTo] = [lower.coefficients, upper.coefficients]
  const [worthFrom, worthTo] = [lower.secured, upper.secured]
  const [debtFrom, debtTo] = [lower.debts, upper.debts]
  const [slackFrom, slackTo] = [lower.legSlack, upper.legSlack]
  let row = 0
  while (row < count) {
    const owner = account[row] ?? 0
    const start = first[owner] ?? 0
    let [countedFrom, countedTo, heldFrom, heldTo, owedFrom, owedTo] = [0, 0, 0, 0, 0, 0]
    let [errorFrom, errorTo] = [0, 0]
    for (; row < count && account[row] === owner; row++) {
      const asset = listing[row] ?? 0
      const collateral = (collateralScreen[row] ?? 0) * (enabled[row] ?? 0)
      const debt = debtScreen[row] ?? 0
      errorFrom += slackFrom[asset] ?? 0
      errorTo += slackTo[asset] ?? 0
      if (collateral > 0) {
        countedFrom += collateral * (weightFrom[start + asset] ?? 0)
        countedTo += collateral * (weightTo[start + asset] ?? 0)
        heldFrom += collateral * (worthFrom[asset] ?? 0)
        heldTo += collateral * (worthTo[asset] ?? 0)
        const off = collateral * (collateralRounding[asset] ?? 0)
        errorFrom += off
        errorTo += off
      }
      if (debt > 0) {
        owedFrom += debt * (debtFrom[asset] ?? 0)
        owedTo += debt * (debtTo[asset] ?? 0)
        const off = debt * (debtRounding[asset] ?? 0)
        errorFrom += off
        errorTo += off
      }
    }
    // An account's rows may lie apart, so that what is there is added to.
    const at = owner * STRETCH.width
    columns[at] = (columns[at] ?? 0) + countedFrom - owedFrom
    columns[at + 1] = (columns[at + 1] ?? 0) + countedTo - owedTo
    columns[at + 2] = (columns[at + 2] ?? 0) + heldFrom
    columns[at + 3] = (columns[at + 3] ?? 0) + heldTo
    columns[at + 4] = (columns[at + 4] ?? 0) + owedFrom
    columns[at + 5] = (columns[at + 5] ?? 0) + owedTo
    columns[at + 6] = (columns[at + 6] ?? 0) + errorFrom
    columns[at + 7] = (columns[at + 7] ?? 0) + errorTo
  }
  for (let at = 0, owner = 0; owner < accounts.count; owner++, at += STRETCH.width) {
    const [owedFrom, owedTo] = [columns[at + 4] ?? 0, columns[at + 5] ?? 0]
    const isUnknown = isUncertain?.(owner) ?? false
    if (!isUnknown && (owedFrom + owedTo === 0 || unvalued[owner] === 1))
      columns.fill(0, at, at + STRETCH.width)
    else {
      const [heldFrom, heldTo] = [columns[at + 2] ?? 0, columns[at + 3] ?? 0]
      const averaged = averaging[accounts.market[owner] ?? 0] ?? 0
      const unknown = isUnknown ? UNDECIDED : 0
      columns[at + 6] = errorOf(heldFrom + owedFrom, (columns[at + 6] ?? 0) + averaged * heldFrom + unknown)
      columns[at + 7] = errorOf(heldTo + owedTo, (columns[at + 7] ?? 0) + averaged * heldTo + unknown)
    }
  }
  return columns
}

/** Twice, as the ends are off by that much already, and one unit, so that equality is never certain. */
const errorOf = (sum: number, absolute: number): number => 2 * (SCREEN_ERROR * sum + absolute) + 1

type PricedTable = ReturnType<typeof screenTable> & {
  /** Per market. */
  readonly prices: ReadonlyMap<string, ReadonlyMap<string, BaseValue | undefined>>
}

function screenTableAt(
  rows: BookRows,
  models: ReadonlyMap<string, MarketModel>,
  scenario: Scenario,
  btc: { readonly reference: bigint; readonly price: bigint },
): PricedTable {
  const prices = new Map(
    [...models].map(([market, { priced }]) => [market, pricesAt(priced, scenario, btc)] as const),
  )
  const rules = [...models].map(
    ([market, model]) => [market, model.rules(prices.get(market) ?? new Map())] as const,
  )
  return { ...screenTable(rows, new Map(rules)), prices }
}

/** Per listing: base units a stored unit by which its value leaves the straight line; nothing where the price stays. */
function roundingOf(
  { listings }: BookRows,
  models: ReadonlyMap<string, MarketModel>,
  scenario: Scenario,
  ends: readonly [PricedTable, PricedTable],
) {
  const collateralRounding = new Float64Array(listings.all.length)
  const debtRounding = new Float64Array(listings.all.length)
  const units = new Map(
    [...models].map(([market, { priced }]) => [market, roundingUnits(priced, scenario)] as const),
  )
  for (const [i, { market, asset }] of listings.all.entries()) {
    const name = listings.markets[market] ?? ''
    const [from, to] = ends.map(({ prices }) => prices.get(name)?.get(asset) ?? 0n)
    if (from === undefined || to === undefined || from === to) continue
    const [high, table] = from > to ? [from, ends[0]] : [to, ends[1]]
    const off = (units.get(name)?.get(asset) ?? 0) / Number(high)
    collateralRounding[i] = off * (table.secured[i] ?? 0)
    debtRounding[i] = off * (table.debts[i] ?? 0)
  }
  return { collateralRounding, debtRounding }
}
