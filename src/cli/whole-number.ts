import { UsageError } from '../core/errors.ts'

/**
 * Reads the value of an option that counts something, bounds included.
 * @throws UsageError `invalid_number`
 */
export function wholeNumber(
  name: string,
  text: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  const upTo = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`
  throw new UsageError({
    code: 'invalid_number',
    happened: `${name} is "${text}".`,
    remedy: `Give a whole number from ${least}${upTo}.`,
    context: { option: name, value: text },
  })
}
