import { createLadder } from '../../src/core/risk/ladder.ts'
import { scenarioOf } from '../../src/core/scenario/scenario.ts'
import { type Figure, middleOf } from './figure.ts'
import type { SyntheticBook } from './synthetic-models.ts'

const BUILDS = 5
const QUESTIONS = 20_000
const CURVE_PRICES = 200
const BUILD_MS = 150
const QUESTION_US = 20
const CURVE_MS = 1_000

/** Building a ladder over all positions, and asking it. */
export function ladderFigures({ book, models, block, reference }: SyntheticBook): readonly Figure[] {
  const scenario = scenarioOf('market', {}, [])
  const make = () => createLadder(book.rows, models, { block, scenario, reference })
  const built = middleOf(BUILDS, make)
  const ladder = make()
  let undecided = 0
  // From nothing to twice the present price, each once.
  const asked = middleOf(BUILDS, () => {
    undecided = 0
    for (let i = 1; i <= QUESTIONS; i++)
      undecided += ladder.at((2n * reference * BigInt(i)) / BigInt(QUESTIONS)).undecided
  })
  const curve = middleOf(BUILDS, () => {
    const own = make()
    for (let i = 1; i <= CURVE_PRICES; i++) own.at((2n * reference * BigInt(i)) / BigInt(CURVE_PRICES))
  })
  const { count, debt } = ladder.at((reference * 9n) / 10n)
  return [
    { name: 'ladder: build', value: built, unit: 'ms', aim: BUILD_MS },
    {
      name: 'ladder: count and value at a price',
      value: (1_000 * asked) / QUESTIONS,
      unit: 'µs',
      aim: QUESTION_US,
    },
    {
      name: `ladder: built anew and ${CURVE_PRICES} prices of count and value`,
      value: curve,
      unit: 'ms',
      aim: CURVE_MS,
    },
    { name: 'ladder: positions under, BTC 10 % down, at least', value: count.low, unit: 'count' },
    { name: 'ladder: undecided at a price, on average', value: undecided / QUESTIONS, unit: 'count' },
    {
      name: 'ladder: width of the bounds of debt there, a million',
      value: (1e6 * (debt.high - debt.low)) / debt.high,
      unit: 'count',
    },
  ]
}
