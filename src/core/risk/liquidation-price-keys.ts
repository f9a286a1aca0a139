import type { BookRows } from '../book/rows.ts'
import { kinksOf } from '../scenario/prices-at.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { bentMarkets } from './bent-markets.ts'
import { HIGHEST_BTC_PRICE, liquidationPrice } from './liquidation-price.ts'
import type { ListKeys } from './list-keys.ts'
import type { MarketModel } from './market-model.ts'
import type { Bounds } from './position-bounds.ts'
import { STRETCH, stretchOf } from './stretch.ts'

/** All positions between two BTC prices, as one who comes from the reference sees it. */
type Way = {
  /** The price nearer to the reference, and the one further away. */
  readonly near: number
  readonly far: number
  readonly columns: Float64Array
}

/**
 * Sorts by the BTC price at which positions cross under a scenario: between kinks margins are straight lines but for
 * known errors, which bounds the price for all; the exact one is solved for on the page alone.
 */
export function liquidationPriceKeys(
  rows: BookRows,
  models: ReadonlyMap<string, MarketModel>,
  scenario: Scenario,
  reference: bigint,
): ListKeys {
  const priced = [...models.values()].flatMap((model) => model.priced)
  const bent = bentMarkets(rows, models)
  const kinks = kinksOf(priced, scenario, reference).filter((kink) => kink < HIGHEST_BTC_PRICE)
  const ways = (nodes: readonly bigint[]): readonly Way[] =>
    nodes.slice(1).map((far, i) => {
      const near = nodes[i] ?? reference
      const [from, to] = near < far ? [near, far] : [far, near]
      const columns = stretchOf(rows, models, scenario, { reference, from, to })
      return { near: Number(near), far: Number(far), columns }
    })
  const below = ways([reference, ...kinks.filter((kink) => kink < reference && kink > 0n).toReversed(), 0n])
  const above = ways([reference, ...kinks.filter((kink) => kink > reference), HIGHEST_BTC_PRICE])
  return {
    scale: 1,
    bounds: (account) =>
      bent.has(rows.accounts.market[account] ?? -1)
        ? ANYWHERE
        : nearest(crossingOf(below, account), crossingOf(above, account), Number(reference)),
    exact: ({ position }, market) => {
      const model = models.get(market)
      const found = model && liquidationPrice(model, position, scenario, reference)
      return found?.status === 'crosses' ? found.price : undefined
    },
  }
}

/** Between which prices a crossing certainly is; `none` where there certainly is none. */
type Found = Bounds | 'none'
/** Any price, or none. */
const ANYWHERE: Bounds = { low: 0, high: Number.POSITIVE_INFINITY }

function crossingOf(ways: readonly Way[], account: number): Found {
  for (const [i, way] of ways.entries()) {
    const [near, far] = marginsAt(way, account)
    // Nothing is owed: it crosses nowhere.
    if (near === undefined || far === undefined) return 'none'
    if (near.low <= 0 && near.high >= 0) return ANYWHERE
    // Already under at the reference.
    if (i === 0 && near.high < 0) return 'none'
    if (far.low > 0) continue
    if (far.high >= 0) return ANYWHERE
    // The zero of any line between the two margins lies between those of the two extreme ones.
    const zeros = [zeroOf(way, near.low, far.low), zeroOf(way, near.high, far.high)]
    const slip = 1 + 2 ** -40 * Math.max(way.near, way.far)
    return { low: Math.max(0, Math.min(...zeros) - slip), high: Math.max(...zeros) + slip }
  }
  return 'none'
}

function marginsAt({ near, far, columns }: Way, account: number): readonly (Bounds | undefined)[] {
  const at = account * STRETCH.width
  const boundsOf = (margin: number, error: number): Bounds | undefined => {
    const [value, off] = [columns[at + margin] ?? 0, columns[at + error] ?? 0]
    return off === 0 ? undefined : { low: value - off, high: value + off }
  }
  const lower = boundsOf(STRETCH.marginFrom, STRETCH.errorFrom)
  const upper = boundsOf(STRETCH.marginTo, STRETCH.errorTo)
  return near < far ? [lower, upper] : [upper, lower]
}

const zeroOf = ({ near, far }: Way, nearMargin: number, farMargin: number): number =>
  near + ((far - near) * nearMargin) / (nearMargin - farMargin)

/** The one nearer to the reference; both together where that is not certain. */
function nearest(below: Found, above: Found, reference: number): Bounds | undefined {
  if (below === 'none') return above === 'none' ? undefined : above
  if (above === 'none') return below
  if (below === ANYWHERE || above === ANYWHERE) return ANYWHERE
  if (reference - below.low < above.low - reference) return below
  if (above.high - reference < reference - below.high) return above
  return { low: below.low, high: above.high }
}
