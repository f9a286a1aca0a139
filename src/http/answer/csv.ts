import { stringify } from 'csv-stringify/sync'
import type { Resolved } from './question.ts'
import { skewSeconds } from './skew.ts'

/** A cell: numbers as the JSON has them, `null` is empty. */
export type Cell = string | number | boolean | null
/** The rows of an answer, each with the columns that it names. */
export type Sheet = {
  readonly columns: readonly string[]
  readonly rows: readonly Readonly<Record<string, Cell>>[]
}

export const CSV_TYPE = 'text/csv; charset=utf-8; header=present'

/**
 * An answer as RFC 4180: first the columns that say what it is true at, alike in every row, then its own. `asOf` and
 * `asOfHashes` have the form that `at` takes. A text that a spreadsheet would take for a formula (it begins with = + - @, a
 * tab or a return) gets an apostrophe before it, inside quotes; a plain negative number stays a number.
 */
export function csvOf(resolved: Resolved, { columns, rows }: Sheet): string {
  const first = asOfCells(resolved)
  const names = [...Object.keys(first), ...columns]
  return stringify(
    rows.map((row) => names.map((name) => cell({ ...first, ...row }[name] ?? null))),
    { header: true, columns: names, record_delimiter: '\r\n', quoted_match: /^'/ },
  )
}

function asOfCells(resolved: Resolved): Readonly<Record<string, Cell>> {
  const { asOf, missing } = resolved
  const list = (part: 'blockNumber' | 'blockHash' | 'blockTimestamp' | 'finality') =>
    asOf.map((block) => `${block.chainId}:${block[part]}`).join(',')
  return {
    asOf: list('blockNumber'),
    asOfHashes: list('blockHash'),
    asOfTimes: list('blockTimestamp'),
    asOfFinality: list('finality'),
    skewSeconds: skewSeconds(asOf),
    stale: asOf.some(({ stale }) => stale),
    complete: missing.length === 0,
    scenario: resolved.scenario?.name ?? null,
  }
}

function cell(value: Cell): string {
  const text = value === null ? '' : String(value)
  return typeof value === 'string' && FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
}

const FORMULA = /^[=+\-@\t\r]/
const NUMBER = /^-?\d+(?:\.\d+)?$/
