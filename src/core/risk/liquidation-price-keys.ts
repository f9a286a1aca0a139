import type { BookRows } from '../book/rows.ts'
import { SCREEN_ERROR, type Screen, screenBook } from '../book/screen.ts'
import { kinksOf } from '../scenario/prices-at.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { HIGHEST_BTC_PRICE, liquidationPrice } from './liquidation-price.ts'
import type { ListKeys } from './list-keys.ts'
import { type MarketModel, rulesIf } from './market-model.ts'
import type { Bounds } from './position-bounds.ts'

/** A book's margin at one BTC price, by account: below zero is under the threshold. */
type Node = { readonly price: number; readonly screen: Screen }

/**
 * Sorts by the BTC price at which positions cross under a scenario: one screen at the reference, at each kink and at
 * both ends gives bounds for all, straight lines between them; the exact price is solved for on the page alone.
 */
export function liquidationPriceKeys(
  rows: BookRows,
  models: ReadonlyMap<string, MarketModel>,
  scenario: Scenario,
  reference: bigint,
): ListKeys {
  const assets = [...models.values()].flatMap(({ priced }) => priced)
  const kinks = kinksOf(assets, scenario, reference).filter((kink) => kink < HIGHEST_BTC_PRICE)
  const nodeAt = (price: bigint): Node => {
    const rules = [...models].map(
      ([market, model]) => [market, rulesIf(model, scenario, { reference, price })] as const,
    )
    return { price: Number(price), screen: screenBook(rows, new Map(rules)) }
  }
  const start = nodeAt(reference)
  const below = [start, ...[...kinks.filter((kink) => kink < reference).toReversed(), 0n].map(nodeAt)]
  const above = [start, ...[...kinks.filter((kink) => kink > reference), HIGHEST_BTC_PRICE].map(nodeAt)]
  return {
    scale: 1,
    bounds: (account) => nearest(crossingOf(below, account), crossingOf(above, account), Number(reference)),
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

function crossingOf(nodes: readonly Node[], account: number): Found {
  for (const [i, node] of nodes.entries()) {
    const at = marginAt(node, account)
    if (at.low <= 0 && at.high >= 0) return ANYWHERE
    // Already under at the reference: it crosses nowhere.
    if (i === 0 && at.high < 0) return 'none'
    const next = nodes[i + 1]
    if (next === undefined) return 'none'
    const then = marginAt(next, account)
    if (then.low > 0) continue
    if (then.high >= 0) return ANYWHERE
    // The zero of any line between the two margins lies between those of the two extreme ones.
    const ends = [
      zeroOf(node.price, at.low, next.price, then.low),
      zeroOf(node.price, at.high, next.price, then.high),
    ]
    const slip = 1 + 1e-12 * node.price
    return { low: Math.max(0, Math.min(...ends) - slip), high: Math.max(...ends) + slip }
  }
  return 'none'
}

function marginAt({ screen }: Node, account: number): Bounds {
  const counted = screen.weighted[account] ?? 0
  const owed = screen.debt[account] ?? 0
  const band = SCREEN_ERROR * (counted + owed) + screen.slackOf(account)
  return { low: counted - owed - band, high: counted - owed + band }
}

const zeroOf = (from: number, fromMargin: number, to: number, toMargin: number): number =>
  from + ((to - from) * fromMargin) / (fromMargin - toMargin)

/** The one nearer to the reference; both together where that is not certain. */
function nearest(below: Found, above: Found, reference: number): Bounds | undefined {
  if (below === 'none') return above === 'none' ? undefined : above
  if (above === 'none') return below
  if (below === ANYWHERE || above === ANYWHERE) return ANYWHERE
  if (reference - below.low < above.low - reference) return below
  if (above.high - reference < reference - below.high) return above
  return { low: below.low, high: above.high }
}
