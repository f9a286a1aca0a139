import { rayMul } from '../../../core/math/ray.ts'
import { RAY, type Ray, ray } from '../../../core/units.ts'

/** Growth of a debt over so many seconds at a yearly rate; 1e27 is none. */
export type CompoundInterest = (rate: Ray, seconds: bigint) => Ray

/** A year as the pools count it. */
export const SECONDS_PER_YEAR = 31_536_000n

/**
 * `1 + x + x²/2 + x³/6` for `x = rate × time`, nested as `1 + x + x·(x/2 + x·(x/6))` with half-up products and
 * floored divisions: MathUtils.calculateCompoundedInterest since V3.4.
 */
export const nestedInterest: CompoundInterest = (rate, seconds) => {
  const x = ray((rate * seconds) / SECONDS_PER_YEAR)
  const inner = ray(x / 2n + rayMul(x, ray(x / 6n), 'half-up'))
  return ray(RAY + x + rayMul(x, inner, 'half-up'))
}

/**
 * The first terms of `(1 + rate per second) ^ seconds` by the binomial theorem: MathUtils.calculateCompoundedInterest
 * up to V3.3. The powers of the rate are cut to whole units per second before they are multiplied.
 */
export const binomialInterest: CompoundInterest = (rate, seconds) => {
  if (seconds === 0n) return RAY
  const lessOne = seconds - 1n
  const lessTwo = seconds > 2n ? seconds - 2n : 0n
  const squared = ray(rayMul(rate, rate, 'half-up') / (SECONDS_PER_YEAR * SECONDS_PER_YEAR))
  const cubed = rayMul(squared, rate, 'half-up') / SECONDS_PER_YEAR
  const second = (seconds * lessOne * squared) / 2n
  const third = (seconds * lessOne * lessTwo * cubed) / 6n
  return ray(RAY + (rate * seconds) / SECONDS_PER_YEAR + second + third)
}
