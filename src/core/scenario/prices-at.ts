import type { Address } from '../address.ts'
import { UsageError } from '../errors.ts'
import { type BaseValue, baseValue } from '../units.ts'
import {
  type Composition,
  evaluate,
  type LegAnswers,
  leadingLeg,
  lesser,
  type PriceLeg,
} from './composition.ts'
import type { Driver } from './driver.ts'
import { type ExactDecimal, timesExact } from './exact-decimal.ts'
import type { PricedAsset } from './priced-asset.ts'
import { type Elasticity, elasticityOf, type Scenario } from './scenario.ts'
import { type Shock, shockOn } from './shock.ts'

/** Where BTC stands at the blocks of an answer, and where it is supposed to be; both USD with 8 decimals. */
export type BtcPrice = { readonly reference: bigint; readonly price: bigint }

/**
 * The price of each asset of a chain if BTC were at `price`: every leading leg becomes
 * `floor(answer × max(0, 1 + e · (price / reference − 1)))` as one exact fraction, shocks multiply legs after that and
 * floor, and the oracle's own steps make the price of them. Without shocks `price = reference` gives what the oracle
 * answers. A price that falls to nothing is 0; where there is none now, there is none then. A leg that is counted in
 * another driver is divided by that one's factor in the same fraction; where that falls to nothing there is no price.
 * @throws UsageError `invalid_btc_price` unless the reference is above zero and the price not below it.
 */
export function pricesAt(
  assets: readonly PricedAsset[],
  scenario: Scenario,
  btc: BtcPrice,
): ReadonlyMap<Address, BaseValue | undefined> {
  requireSensible(btc)
  const shocked = shockedBy(scenario.shocks)
  return new Map(
    assets.map((asset) => {
      if (asset.price === undefined) return [asset.asset, undefined]
      const elasticity = elasticityOf(scenario, asset)
      const quote = quoteOf(scenario, asset)
      const isAlike = quote !== undefined && isEqual(quote, elasticity)
      if (quote !== undefined && !isAlike && factorOf(quote, btc).numerator <= 0n)
        return [asset.asset, undefined]
      const lead = (leg: PriceLeg) =>
        shocked(isAlike ? leg : { ...leg, answer: movedAnswer(leg.answer, elasticity, quote, btc) })
      const divide = (leg: PriceLeg) =>
        shocked({ ...leg, answer: movedAnswer(leg.answer, followed(scenario, leg.driver), undefined, btc) })
      return [asset.asset, baseValue(evaluate(asset.composition, { lead, scale: shocked, divide }))]
    }),
  )
}

/**
 * The BTC prices, 8 decimals and ascending, between which every price is a straight line before it is rounded: where one
 * reaches zero, and where a cap begins or ends. One that falls between two integers is given as both of them.
 */
export function kinksOf(
  assets: readonly PricedAsset[],
  scenario: Scenario,
  reference: bigint,
): readonly bigint[] {
  requireSensible({ reference, price: reference })
  const kinks = new Set<bigint>()
  const shocked = shockedBy(scenario.shocks)
  for (const asset of assets) {
    const elasticity = elasticityOf(scenario, asset)
    if (asset.price === undefined) continue
    for (const divisor of divisorsOf(scenario, asset, elasticity))
      for (const price of whereFactorIs(NOTHING, divisor, reference)) kinks.add(price)
    if (elasticity.numerator === 0n) continue
    const line = lineOf(asset.composition, scenario.shocks, {
      lead: shocked,
      scale: shocked,
      divide: shocked,
    })
    if (line === undefined) continue
    for (const factor of [NOTHING, ...line.bends])
      for (const price of whereFactorIs(factor, elasticity, reference)) kinks.add(price)
  }
  return [...kinks].sort((a, b) => (a < b ? -1 : 1))
}

const NOTHING: ExactDecimal = { numerator: 0n, denominator: 1n }

/** What follows BTC with an elasticity is multiplied by this; it can be below zero. */
const factorOf = ({ numerator, denominator }: Elasticity, { reference, price }: BtcPrice): ExactDecimal => ({
  numerator: denominator * reference + numerator * (price - reference),
  denominator: denominator * reference,
})

function movedAnswer(
  answer: bigint,
  elasticity: Elasticity,
  quote: Elasticity | undefined,
  btc: BtcPrice,
): bigint {
  const factor = factorOf(elasticity, btc)
  if (factor.numerator <= 0n) return 0n
  const { numerator, denominator } = quote === undefined ? ONE : factorOf(quote, btc)
  return (answer * factor.numerator * denominator) / (factor.denominator * numerator)
}

const ONE: ExactDecimal = { numerator: 1n, denominator: 1n }

/** The elasticity of what an asset's leading leg is counted in; none where that is USD. */
function quoteOf(scenario: Scenario, { composition }: PricedAsset): Elasticity | undefined {
  const quote = leadingLeg(composition)?.quote
  return quote === undefined ? undefined : followed(scenario, quote)
}

const isEqual = (a: Elasticity, b: Elasticity): boolean =>
  a.numerator * b.denominator === b.numerator * a.denominator

const followed = ({ elasticities }: Scenario, driver: Driver | undefined): Elasticity =>
  elasticities.get(driver ?? '') ?? NOTHING

/** The elasticities of everything that an asset's price is divided by. */
function divisorsOf(scenario: Scenario, asset: PricedAsset, own: Elasticity): readonly Elasticity[] {
  const quote = quoteOf(scenario, asset)
  const isDivided = quote !== undefined && !isEqual(quote, own)
  const { composition } = asset
  const by = composition.kind === 'quotient' ? leadingLeg(composition.by) : undefined
  return [...(isDivided ? [quote] : []), ...(by === undefined ? [] : [followed(scenario, by.driver)])]
}

/** A leg's answer after all shocks on it, floored once. */
function shockedBy(shocks: readonly Shock[]): (leg: PriceLeg) => bigint {
  if (shocks.length === 0) return ({ answer }) => answer
  return ({ name, answer }) => {
    const { numerator, denominator } = shockOn(shocks, name)
    return (answer * numerator) / denominator
  }
}

/** An unrounded price as `slope × f`, f being what the leading leg is multiplied by, and the f at which caps bend it. */
type Line = { readonly slope: ExactDecimal; readonly bends: readonly ExactDecimal[] }

function lineOf(composition: Composition, shocks: readonly Shock[], answers: LegAnswers): Line | undefined {
  switch (composition.kind) {
    case 'fixed':
      return undefined
    case 'feed':
    case 'opaque': {
      const { answer, name } = composition.leg
      const slope = timesExact({ numerator: answer, denominator: 1n }, shockOn(shocks, name))
      return slope.numerator > 0n ? { slope, bends: [] } : undefined
    }
    case 'product': {
      const line = lineOf(composition.peg, shocks, answers)
      return line && scaled(line, evaluate(composition.asset, answers), composition.unit)
    }
    case 'ratio': {
      const line = lineOf(composition.base, shocks, answers)
      const { ratio, cap, unit } = composition
      return line && scaled(line, lesser(answers.scale(ratio), cap), unit)
    }
    case 'capped': {
      const line = lineOf(composition.of, shocks, answers)
      if (line === undefined) return undefined
      const { numerator, denominator } = line.slope
      const bend = { numerator: composition.cap * denominator, denominator: numerator }
      return { slope: line.slope, bends: [...line.bends, bend] }
    }
    case 'relative-cap': {
      // Both sides are multiplied by the same f, so that which of them is the lesser one never changes.
      const line = lineOf(composition.of, shocks, answers)
      const base = lineOf(composition.base, shocks, answers)
      const other = base && scaled(base, composition.ratio, composition.unit)
      if (line === undefined || other === undefined) return undefined
      return isLess(other.slope, line.slope) ? other : line
    }
    case 'scaled': {
      const line = lineOf(composition.of, shocks, answers)
      return line && scaled(line, composition.up, composition.down)
    }
    case 'quotient': {
      // A line over a line; what either does to the sign of a margin, one line less another does too.
      const line = lineOf(composition.of, shocks, answers)
      const by = evaluate(composition.by, { ...answers, lead: answers.divide })
      return by <= 0n ? undefined : line && scaled(line, composition.up, by * composition.down)
    }
  }
}

function scaled({ slope, bends }: Line, by: bigint, unit: bigint): Line | undefined {
  return by <= 0n ? undefined : { slope: timesExact(slope, { numerator: by, denominator: unit }), bends }
}

const isLess = (a: ExactDecimal, b: ExactDecimal): boolean =>
  a.numerator * b.denominator < b.numerator * a.denominator

/** The integers at or around the BTC price at which `1 + e · (b − 1)` is this factor, as far as they are above zero. */
function whereFactorIs(factor: ExactDecimal, elasticity: Elasticity, reference: bigint): readonly bigint[] {
  const below = factor.denominator * elasticity.numerator
  const above = reference * (below + (factor.numerator - factor.denominator) * elasticity.denominator)
  const [numerator, denominator] = below < 0n ? [-above, -below] : [above, below]
  if (numerator <= 0n) return []
  const floor = numerator / denominator
  return numerator % denominator === 0n ? [floor] : [floor, floor + 1n].filter((price) => price > 0n)
}

function requireSensible({ reference, price }: BtcPrice): void {
  if (reference > 0n && price >= 0n) return
  throw new UsageError({
    code: 'invalid_btc_price',
    happened: `BTC at ${price} from ${reference}, in units of 0.00000001 USD, is no move.`,
    remedy: 'The reference has to be above zero, and the price must not be below zero.',
    context: { reference, price },
  })
}
