import { parseDecimal } from '../decimal.ts'

/** A decimal number as the fraction that it is, in lowest decimal terms: 1.20 and 1.2 are the same. */
export type ExactDecimal = { readonly numerator: bigint; readonly denominator: bigint }

export const EXACT_ZERO: ExactDecimal = { numerator: 0n, denominator: 1n }
export const EXACT_ONE: ExactDecimal = { numerator: 1n, denominator: 1n }

/**
 * Reads a decimal number without rounding it.
 * @throws DecimalError `invalid_decimal` on anything else.
 */
export function exactDecimal(text: string): ExactDecimal {
  const decimals = (text.split('.')[1] ?? '').replace(/0+$/, '').length
  return { numerator: parseDecimal(text, decimals), denominator: 10n ** BigInt(decimals) }
}

/** The product of two fractions, neither rounded nor reduced. */
export const timesExact = (a: ExactDecimal, b: ExactDecimal): ExactDecimal => ({
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
})
