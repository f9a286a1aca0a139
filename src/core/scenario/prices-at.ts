import type { Address } from '../address.ts'
import { UsageError } from '../errors.ts'
import { type BaseValue, baseValue } from '../units.ts'
import { type Composition, evaluate, type LegAnswers, lesser, type PriceLeg } from './composition.ts'
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
 * answers. A price that falls to nothing is 0; where there is none now, there is none then.
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
      const lead = (leg: PriceLeg) => shocked({ ...leg, answer: movedAnswer(leg.answer, elasticity, btc) })
      return [asset.asset, baseValue(evaluate(asset.composition, { lead, scale: shocked }))]
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
    if (asset.price === undefined || elasticity.numerator === 0n) continue
    const line = lineOf(asset.composition, scenario.shocks, { lead: shocked, scale: shocked })
    if (line === undefined) continue
    for (const factor of [{ numerator: 0n, denominator: 1n }, ...line.bends])
      for (const price of whereFactorIs(factor, elasticity, reference)) kinks.add(price)
  }
  return [...kinks].sort((a, b) => (a < b ? -1 : 1))
}

function movedAnswer(answer: bigint, elasticity: Elasticity, { reference, price }: BtcPrice): bigint {
  const one = elasticity.denominator * reference
  const factor = one + elasticity.numerator * (price - reference)
  return factor > 0n ? (answer * factor) / one : 0n
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
