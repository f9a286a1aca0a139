import { DecimalError } from '../decimal.ts'
import { UsageError } from '../errors.ts'
import { legsOf } from './composition.ts'
import { EXACT_ONE, type ExactDecimal, exactDecimal, timesExact } from './exact-decimal.ts'
import type { PricedAsset } from './priced-asset.ts'

/** Multiplies every leg of this name, on top of what a scenario does to it. */
export type Shock = { readonly leg: string; readonly ratio: ExactDecimal }

/**
 * Reads `LEG:RATIO`, such as `WBTC/BTC:0.95`, exactly.
 * @throws UsageError `invalid_shock`
 */
export function parseShock(text: string): Shock {
  const [, leg, ratio] = /^([^\s:]+\/[^\s:]+):(\d\S*)$/.exec(text) ?? []
  if (leg === undefined || ratio === undefined) throw invalidShock(text)
  try {
    return { leg, ratio: exactDecimal(ratio) }
  } catch (error) {
    if (error instanceof DecimalError) throw invalidShock(text, error)
    throw error
  }
}

/**
 * Makes sure that every shock has something to multiply.
 * @throws UsageError `unknown_leg` naming the legs that there are.
 */
export function requireLegs(shocks: readonly Shock[], assets: readonly PricedAsset[]): void {
  const known = new Set(assets.flatMap(({ composition }) => legsOf(composition).map(({ name }) => name)))
  const missing = shocks.find(({ leg }) => !known.has(leg))
  if (missing === undefined) return
  const choices = [...known].sort().join(', ')
  throw new UsageError({
    code: 'unknown_leg',
    happened: `No asset's price is made of "${missing.leg}".`,
    remedy: choices === '' ? 'No price leg is known yet.' : `Name one of ${choices}.`,
    context: { leg: missing.leg },
  })
}

/** What all shocks together multiply a leg by; their order does not matter, as only the last step is rounded. */
export function shockOn(shocks: readonly Shock[], leg: string): ExactDecimal {
  return shocks
    .filter((shock) => shock.leg === leg)
    .reduce((all, { ratio }) => timesExact(all, ratio), EXACT_ONE)
}

const invalidShock = (text: string, cause?: unknown): UsageError =>
  new UsageError({
    code: 'invalid_shock',
    happened: `"${text}" is not a shock.`,
    remedy: 'Write a leg, a colon and what to multiply it by, for example WBTC/BTC:0.95.',
    context: { text },
    cause,
  })
