import type { BookRows } from '../../src/core/book/rows.ts'
import { screenBook } from '../../src/core/book/screen.ts'
import { underThreshold } from '../../src/core/book/under-threshold.ts'
import { rulesIf } from '../../src/core/risk/market-model.ts'
import { scenarioOf } from '../../src/core/scenario/scenario.ts'
import { type Figure, middleOf } from './figure.ts'
import type { SyntheticBook } from './synthetic-models.ts'

const ROUNDS = 9
/** How many times as long as the bare loop a screen may take. */
const TIMES_BARE = 2

/** Valuing all positions at new prices in float64, beside the least that any way to do so has to do. */
export function screenFigures({ book, models, reference }: SyntheticBook): readonly Figure[] {
  const { rows } = book
  const scenario = scenarioOf('market', {}, [])
  // Other prices each round, as each BTC price is.
  const rulesOf = (round: number) =>
    new Map(
      [...models].map(([market, model]) => [
        market,
        rulesIf(model, scenario, { reference, price: (reference * BigInt(90 - round)) / 100n }),
      ]),
    )
  const screened = middleOf(ROUNDS, (round) => screenBook(rows, rulesOf(round)))
  const bare = middleOf(ROUNDS, (round) => bareLoop(rows, 1 + round / 100))
  const decided = middleOf(ROUNDS, (round) => underThreshold(rows, rulesOf(round)))
  const { confirmed } = underThreshold(rows, rulesOf(0))
  return [
    {
      name: 'screen of all positions at new prices',
      value: screened,
      unit: 'ms',
      aim: TIMES_BARE * bare,
      rival: { name: 'bare loop, ms', value: bare },
    },
    { name: 'screen, times the bare loop', value: screened / bare, unit: 'times', aim: TIMES_BARE },
    { name: 'who is under the threshold, exactly', value: decided, unit: 'ms' },
    { name: 'rows that integers confirm for that', value: confirmed, unit: 'count' },
  ]
}

/** Gathers an account, an asset and two amounts a leg, multiplies and adds, and stores one sum an account. */
function bareLoop({ accounts, legs, listings }: BookRows, coefficient: number): Float64Array {
  const sums = new Float64Array(accounts.count)
  const secures = new Float64Array(listings.all.length).fill(coefficient)
  const owes = new Float64Array(listings.all.length).fill(-coefficient)
  const { account, listing, collateralScreen, debtScreen, count } = legs
  let owner = account[0] ?? 0
  let sum = 0
  for (let row = 0; row < count; row++) {
    const next = account[row] ?? 0
    if (next !== owner) {
      sums[owner] = (sums[owner] ?? 0) + sum
      owner = next
      sum = 0
    }
    const asset = listing[row] ?? 0
    sum += (collateralScreen[row] ?? 0) * (secures[asset] ?? 0) + (debtScreen[row] ?? 0) * (owes[asset] ?? 0)
  }
  sums[owner] = (sums[owner] ?? 0) + sum
  return sums
}
