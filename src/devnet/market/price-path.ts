import { parseDecimal } from '../../core/decimal.ts'
import { RedlineError } from '../../core/errors.ts'
import { BASE_DECIMALS, type BaseValue, baseValue, type Timestamp, timestamp } from '../../core/units.ts'

/** The price of one bitcoin at a moment. */
export type PricePoint = { readonly time: Timestamp; readonly price: BaseValue }

/** A market to play: where BTC stands before anything moves, then its price at each step. */
export type PricePath = {
  /** The opening price of the first row where the file has one, else the first price. */
  readonly start: BaseValue
  /** In time order, at least one. */
  readonly points: readonly [PricePoint, ...PricePoint[]]
}

/**
 * Reads a price path from CSV: a header, then rows in time order. It needs a column `time` (ISO 8601, or seconds
 * since 1970) and a column `close` or `price` (US dollars, at most 8 decimals); `open` is used for the start, other
 * columns are ignored. Empty lines and lines that begin with `#` are skipped.
 * @throws PricePathError `invalid_price_path` naming the line and what is wrong with it.
 */
export function parsePricePath(csv: string): PricePath {
  const [header, ...rows] = linesOf(csv)
  if (header === undefined) throw new PricePathError(1, 'the file holds no header line')
  const columns = header.cells.map((cell) => cell.toLowerCase())
  const time = columns.indexOf('time')
  const price = columns.includes('close') ? columns.indexOf('close') : columns.indexOf('price')
  const open = columns.indexOf('open')
  if (time < 0) throw new PricePathError(header.number, 'the header names no column "time"')
  if (price < 0) throw new PricePathError(header.number, 'the header names no column "close" or "price"')

  let previous: PricePoint | undefined
  const points = rows.map((row): PricePoint => {
    if (row.cells.length !== columns.length)
      throw new PricePathError(
        row.number,
        `it has ${row.cells.length} cells where the header has ${columns.length}`,
      )
    const point = { time: timeIn(row, time), price: priceIn(row, price) }
    if (previous !== undefined && point.time <= previous.time)
      throw new PricePathError(row.number, 'its time is not after that of the row before')
    previous = point
    return point
  })
  const [first, ...later] = points
  if (first === undefined || rows[0] === undefined)
    throw new PricePathError(header.number, 'no row follows the header')
  return { start: open < 0 ? first.price : priceIn(rows[0], open), points: [first, ...later] }
}

type Line = { readonly number: number; readonly cells: readonly string[] }

function linesOf(csv: string): readonly Line[] {
  return csv
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((text, index) => ({ number: index + 1, text: text.trim() }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'))
    .map(({ number, text }) => ({
      number,
      cells: text.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')),
    }))
}

function timeIn(line: Line, column: number): Timestamp {
  const text = line.cells[column] ?? ''
  if (/^\d{1,11}$/.test(text)) return timestamp(BigInt(text))
  const isIso = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
  const milliseconds = isIso ? Date.parse(text.replace(' ', 'T')) : Number.NaN
  if (Number.isNaN(milliseconds))
    throw new PricePathError(
      line.number,
      `"${text}" is neither an ISO 8601 time with its zone nor seconds since 1970`,
    )
  return timestamp(BigInt(Math.floor(milliseconds / 1000)))
}

function priceIn(line: Line, column: number): BaseValue {
  const text = line.cells[column] ?? ''
  let price: bigint
  try {
    price = parseDecimal(text, BASE_DECIMALS)
  } catch (cause) {
    throw new PricePathError(line.number, `"${text}" is not a price with at most 8 decimals`, cause)
  }
  if (price <= 0n) throw new PricePathError(line.number, `the price ${text} is not above zero`)
  return baseValue(price)
}

/** A price file that cannot be played. `context.line` counts from 1. */
export class PricePathError extends RedlineError {
  override readonly name = 'PricePathError'
  constructor(line: number, fault: string, cause?: unknown) {
    super({
      code: 'invalid_price_path',
      happened: `Line ${line} of the price file cannot be used: ${fault}.`,
      remedy: 'Give a CSV with the columns time and close (or price), one row a step, oldest first.',
      context: { line, fault },
      cause,
    })
  }
}
