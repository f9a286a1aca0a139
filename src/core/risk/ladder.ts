import type { BlockRef } from '../block.ts'
import type { BookRows } from '../book/rows.ts'
import { UsageError } from '../errors.ts'
import { kinksOf } from '../scenario/prices-at.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { HIGHEST_BTC_PRICE } from './liquidation-price.ts'
import type { MarketModel } from './market-model.ts'
import type { Bounds } from './position-bounds.ts'
import { priceKey, RUNG, type Rungs, rungsOf } from './rungs.ts'
import { stretchOf } from './stretch.ts'

/** What is under its threshold at one BTC price, each between two bounds that certainly hold; money in base units. */
export type LadderAnswer = {
  readonly count: Bounds
  readonly collateral: Bounds
  readonly debt: Bounds
  /** Positions whose side the float64 does not decide: `count.high − count.low`. */
  readonly undecided: number
}

/** Count and sums of what is under its threshold at any BTC price, for one block and one scenario. */
export type Ladder = {
  readonly block: BlockRef
  readonly scenario: Scenario
  /** BTC at the block, where the scenario starts; USD with 8 decimals. */
  readonly reference: bigint
  /**
   * O(log positions), from 0 to `HIGHEST_BTC_PRICE`.
   * @throws UsageError `invalid_btc_price` outside.
   */
  readonly at: (btcPrice: bigint) => LadderAnswer
}

/**
 * An accelerator, never the truth: it says in microseconds between what bounds the totals are, and the totals say what
 * they are. Positions are sorted by the prices at which they cross, once for the margin plus its error and once less
 * it, so that who certainly and who possibly is under are two prefix sums; both are straight lines between kinks.
 * Positions without a price are in none. Two passes over the book for each stretch between kinks.
 */
export function createLadder(
  rows: BookRows,
  models: ReadonlyMap<string, MarketModel>,
  { block, scenario, reference }: Pick<Ladder, 'block' | 'scenario' | 'reference'>,
): Ladder {
  const assets = [...models.values()].flatMap(({ priced }) => priced)
  const kinks = kinksOf(assets, scenario, reference)
  const inside = new Set([reference, ...kinks].filter((kink) => kink > 0n && kink < HIGHEST_BTC_PRICE))
  const nodes = [0n, ...[...inside].sort((a, b) => (a < b ? -1 : 1)), HIGHEST_BTC_PRICE]
  const stretches = nodes.slice(1).map((to, i): Stretch => {
    const from = nodes[i] ?? 0n
    const columns = stretchOf(rows, models, scenario, { reference, from, to })
    const prices = { from: Number(from), to: Number(to) }
    return {
      ...prices,
      certain: rungsOf(columns, prices, 'certain'),
      possible: rungsOf(columns, prices, 'possible'),
    }
  })
  return {
    block,
    scenario,
    reference,
    at(btcPrice) {
      const price = Number(btcPrice)
      const stretch = stretches.find(({ to }) => price <= to)
      if (stretch === undefined || btcPrice < 0n || btcPrice > HIGHEST_BTC_PRICE) throw outside(btcPrice)
      return answerAt(stretch, price)
    },
  }
}

type Stretch = {
  readonly from: number
  readonly to: number
  readonly certain: Rungs
  readonly possible: Rungs
}

function answerAt({ from, to, certain, possible }: Stretch, price: number): LadderAnswer {
  const along = (price - from) / (to - from)
  const least = sumsAt(certain, price, along)
  const most = sumsAt(possible, price, along)
  return {
    count: { low: least.count, high: most.count },
    collateral: {
      low: Math.max(0, least.collateral - least.error),
      high: most.collateral + most.error,
    },
    debt: { low: Math.max(0, least.debt - least.error), high: most.debt + most.error },
    undecided: most.count - least.count,
  }
}

/** A sum of n float64 is off by at most n · 2^-53 of all that was added; twice that leaves room for the line itself. */
const ROUNDING = 2 ** -52

function sumsAt({ keys, sums, moved }: Rungs, price: number, along: number) {
  const place = passed(keys, priceKey(price)) * RUNG.width
  const column = (name: number): number => sums[place + name] ?? 0
  const between = (low: number, high: number): number => column(low) * (1 - along) + column(high) * along
  return {
    count: column(RUNG.count),
    collateral: between(RUNG.collateralFrom, RUNG.collateralTo),
    debt: between(RUNG.debtFrom, RUNG.debtTo),
    error: between(RUNG.errorFrom, RUNG.errorTo) + ROUNDING * (sums.length + 8) * moved,
  }
}

/** How many of ascending keys are at or below a key. */
function passed(keys: Uint32Array, key: number): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] ?? 0) <= key) low = middle + 1
    else high = middle
  }
  return low
}

const outside = (price: bigint): UsageError =>
  new UsageError({
    code: 'invalid_btc_price',
    happened: `BTC at ${price}, in units of 0.00000001 USD, is a price that nothing is prepared for.`,
    remedy: `Ask for a price from 0 to ${HIGHEST_BTC_PRICE}.`,
    context: { price },
  })
