import type { Address } from '../address.ts'
import type { Driver } from './driver.ts'

/** One number that a price is made of, as it was read at a block. */
export type PriceLeg = {
  /** Such as `BTC/USD` or `WBTC/BTC`; what a shock names. */
  readonly name: string
  readonly contract: Address | undefined
  /** A price or a ratio with `decimals` decimals. */
  readonly answer: bigint
  readonly decimals: number
  /** What it follows; ratios and unknown ones follow nothing. */
  readonly driver: Driver | undefined
  /** What the answer is counted in, where that is a driver too and not USD; a price in it moves against it. */
  readonly quote?: Driver | undefined
  /** The feed's own round, and when it was written in seconds since 1970; ratios have neither. */
  readonly roundId?: bigint | undefined
  readonly updatedAt?: bigint | undefined
}

/**
 * How an oracle's contract makes a price of its legs. One leg leads: it follows a driver, and the other ones only scale
 * it. `unit` divides the full product and the rest is cut off; a product with a leg at or below zero is zero.
 */
export type Composition =
  | { readonly kind: 'feed'; readonly leg: PriceLeg }
  /** asset in peg × peg in USD / unit; the peg leads. */
  | {
      readonly kind: 'product'
      readonly asset: Composition
      readonly peg: Composition
      readonly unit: bigint
    }
  /** base × min(ratio, cap) / unit; `cap` is the one in force at the block. */
  | {
      readonly kind: 'ratio'
      readonly base: Composition
      readonly ratio: PriceLeg
      readonly cap: bigint | undefined
      readonly unit: bigint
    }
  /** min(of, cap). */
  | { readonly kind: 'capped'; readonly of: Composition; readonly cap: bigint }
  /** min(of, base × ratio / unit); the base follows what leads `of`. */
  | {
      readonly kind: 'relative-cap'
      readonly of: Composition
      readonly base: Composition
      readonly ratio: bigint
      readonly unit: bigint
    }
  /** of × up / down, the division cutting off: the same number with other decimals. */
  | { readonly kind: 'scaled'; readonly of: Composition; readonly up: bigint; readonly down: bigint }
  /** of × up / (by × down), cut off once; both sides follow their own drivers. */
  | {
      readonly kind: 'quotient'
      readonly of: Composition
      readonly by: Composition
      readonly up: bigint
      readonly down: bigint
    }
  | { readonly kind: 'fixed'; readonly price: bigint }
  /** Not understood: the price itself is the only leg. */
  | { readonly kind: 'opaque'; readonly leg: PriceLeg }

/** What the legs answer: the leading one, the ones that scale it, and the one that leads what it is divided by. */
export type LegAnswers = {
  readonly lead: (leg: PriceLeg) => bigint
  readonly scale: (leg: PriceLeg) => bigint
  readonly divide: (leg: PriceLeg) => bigint
}

/** What the contract would answer if its legs answered this, in its own integer operations. */
export function evaluate(composition: Composition, answers: LegAnswers): bigint {
  switch (composition.kind) {
    case 'feed':
    case 'opaque':
      return answers.lead(composition.leg)
    case 'fixed':
      return composition.price
    case 'product': {
      const { asset, peg, unit } = composition
      return product(evaluate(asset, scaling(answers)), evaluate(peg, answers), unit)
    }
    case 'ratio': {
      const { base, ratio, cap, unit } = composition
      return product(evaluate(base, answers), lesser(answers.scale(ratio), cap), unit)
    }
    case 'capped':
      return lesser(evaluate(composition.of, answers), composition.cap)
    case 'relative-cap': {
      const { of, base, ratio, unit } = composition
      return lesser(evaluate(of, answers), (evaluate(base, answers) * ratio) / unit)
    }
    case 'scaled':
      return (evaluate(composition.of, answers) * composition.up) / composition.down
    case 'quotient': {
      const { of, by, up, down } = composition
      const divisor = evaluate(by, { ...answers, lead: answers.divide })
      return divisor <= 0n ? 0n : product(evaluate(of, answers), up, divisor * down)
    }
  }
}

/** The leg that follows a driver; a fixed price has none. */
export function leadingLeg(composition: Composition): PriceLeg | undefined {
  switch (composition.kind) {
    case 'feed':
    case 'opaque':
      return composition.leg
    case 'fixed':
      return undefined
    case 'product':
      return leadingLeg(composition.peg)
    case 'ratio':
      return leadingLeg(composition.base)
    case 'capped':
    case 'relative-cap':
    case 'scaled':
    case 'quotient':
      return leadingLeg(composition.of)
  }
}

/** All legs, the leading one first. */
export function legsOf(composition: Composition): readonly PriceLeg[] {
  switch (composition.kind) {
    case 'feed':
    case 'opaque':
      return [composition.leg]
    case 'fixed':
      return []
    case 'product':
      return [...legsOf(composition.peg), ...legsOf(composition.asset)]
    case 'ratio':
      return [...legsOf(composition.base), composition.ratio]
    case 'capped':
    case 'scaled':
      return legsOf(composition.of)
    case 'quotient':
      return [...legsOf(composition.of), ...legsOf(composition.by)]
    case 'relative-cap':
      return [...legsOf(composition.of), ...legsOf(composition.base)]
  }
}

/** On the side that only scales, no leg leads. */
export const scaling = ({ scale }: LegAnswers): LegAnswers => ({ lead: scale, scale, divide: scale })

const product = (a: bigint, b: bigint, unit: bigint): bigint => (a <= 0n || b <= 0n ? 0n : (a * b) / unit)

export const lesser = (value: bigint, cap: bigint | undefined): bigint =>
  cap !== undefined && cap < value ? cap : value
