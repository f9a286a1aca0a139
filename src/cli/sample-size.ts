import { UsageError } from '../core/errors.ts'

/**
 * Reads how many accounts are meant; `Infinity` for all.
 * @throws UsageError `invalid_sample`
 */
export function sampleSize(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY
  const size = /^[1-9]\d*$/.test(text) ? Number(text) : undefined
  if (size !== undefined) return size
  throw new UsageError({
    code: 'invalid_sample',
    happened: `"${text}" is not a sample size.`,
    remedy: 'Write a whole number of accounts from 1, or all.',
    context: { sample: text },
  })
}
