import { UsageError } from '../../core/errors.ts'
import type { Moment } from './ports.ts'

/**
 * Reads a time in ISO 8601, a day alone being its midnight in UTC, or a block number where one chain is meant. Blocks
 * have whole seconds, so a part of a second counts as the next one.
 * @throws UsageError `invalid_range`
 */
export function momentIn(text: string, isOneChain: boolean): Moment {
  if (/^\d{1,18}$/.test(text)) {
    if (isOneChain) return { block: BigInt(text) }
    throw invalid(`"${text}" is a block, and no chain is named.`)
  }
  const time = ISO.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw invalid(`"${text}" is no moment.`)
  return { time: BigInt(Math.ceil(time / 1_000)) }
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/

const invalid = (happened: string): UsageError =>
  new UsageError({
    code: 'invalid_range',
    happened,
    remedy: 'Write a time such as 2026-01-31T12:00:00Z, a day, or a block number together with chainId.',
  })
