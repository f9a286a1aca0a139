import type { BookRows } from '../book/rows.ts'
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
 * looks at these alone. Points come one by one, so that whoever asks can stop.
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
  const ends = new Set([lowest, ...inside, highest])
  const matters = possiblyUnder(
    rows,
    now,
    [...ends].map(
      (price) => new Map([...compare(price)].map(([market, { asked: rules }]) => [market, rules])),
    ),
  )
  for (const btcPrice of prices)
    yield { btcPrice, sets: wholeTotals(rows, compare(btcPrice), filter, now, matters) }
}
