import { RedlineError } from './errors.ts'

/**
 * A fixed-point integer as a decimal string with a point and all its digits: `decimal(105n, 2)` is `"1.05"`.
 * Without decimals there is no point.
 */
export function decimal(value: bigint, decimals: number): string {
  const sign = value < 0n ? '-' : ''
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0')
  const point = digits.length - decimals
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/**
 * Reads a plain decimal number into a fixed-point integer, exactly.
 * @throws DecimalError `invalid_decimal` on anything but digits with at most one point, or on more decimals than fit:
 * a ledger never rounds what it is given.
 */
export function parseDecimal(text: string, decimals: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  const [, sign, whole, fraction = ''] = match ?? []
  if (whole === undefined || fraction.replace(/0+$/, '').length > decimals)
    throw new DecimalError(text, decimals)
  const value = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
  return sign === '-' ? -value : value
}

/** A text is not a decimal number, or has more decimals than its scale keeps. */
export class DecimalError extends RedlineError {
  override readonly name = 'DecimalError'
  constructor(text: string, decimals: number) {
    super({
      code: 'invalid_decimal',
      happened: `"${text}" is not a decimal number with at most ${decimals} decimals.`,
      remedy: 'Write digits with at most one point, for example 88000 or 0.95.',
      context: { text, decimals },
    })
  }
}
