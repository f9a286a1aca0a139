import { heldPosition } from '../book/held-position.ts'
import type { BookRows } from '../book/rows.ts'
import type { HeldPosition } from '../book/rules.ts'
import { kinksOf } from '../scenario/prices-at.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { PositionFilter } from './filter.ts'
import type { FourSets } from './four-sets.ts'
import { driversOf, type MarketModel, rulesIf, rulesNow } from './market-model.ts'
import { possiblyUnder } from './possibly-under.ts'
import { type ComparedMarket, standingAt, wholeTotals } from './totals.ts'

/** One price of a curve, USD with 8 decimals, and what is under its threshold there. */
export type CurvePoint = { readonly btcPrice: bigint; readonly sets: FourSets }

/**
 * The same totals at each of many BTC prices. Prices are straight lines between their kinks, so that whoever is safe at
 * both ends of a stretch is safe inside it: a few passes over the book find everybody who matters, and each price then
 * looks at those of them who are not certainly safe there. Points come one by one, so that whoever asks can stop.
 */
export function* curve(
  rows: BookRows,
  models: ReadonlyMap<string, MarketModel>,
  scenario: Scenario,
  asked: {
    readonly reference: bigint
    readonly prices: readonly bigint[]
    readonly filter: PositionFilter
  },
): Generator<CurvePoint> {
  const { reference, prices, filter } = asked
  const compare = (price: bigint): ReadonlyMap<string, ComparedMarket> =>
    new Map(
      [...models].map(([market, model]) => [
        market,
        {
          protocol: model.protocol,
          driverOf: driversOf(model),
          now: rulesNow(model),
          asked: rulesIf(model, scenario, { reference, price }),
        },
      ]),
    )
  const sorted = [...prices].sort((a, b) => (a < b ? -1 : 1))
  const [lowest, highest] = [sorted[0], sorted.at(-1)]
  if (lowest === undefined || highest === undefined) return
  const assets = [...models.values()].flatMap(({ priced }) => priced)
  const inside = kinksOf(assets, scenario, reference).filter((kink) => kink > lowest && kink < highest)
  const now = standingAt(rows, compare(reference), 'now')
  const ends = [lowest, ...inside, highest]
  const stretches = ends
    .slice(ends.length > 1 ? 1 : 0)
    .map((to, i) => possiblyUnder(rows, models, scenario, { reference, from: ends[i] ?? lowest, to }, now))
  const held = rememberedPositions(rows)
  for (const btcPrice of prices) {
    const accounts = stretches.find((stretch) => stretch.covers(btcPrice))?.at(btcPrice)
    yield {
      btcPrice,
      sets: wholeTotals(rows, compare(btcPrice), filter, now, accounts && { accounts, held }),
    }
  }
}

/** Positions kept from one price to the next, at about a kilobyte each. */
const REMEMBERED = 100_000

function rememberedPositions(rows: BookRows): (account: number) => HeldPosition {
  const known = new Map<number, HeldPosition>()
  return (account) => {
    const before = known.get(account)
    if (before !== undefined) return before
    const position = heldPosition(rows, account)
    if (known.size < REMEMBERED) known.set(account, position)
    return position
  }
}
