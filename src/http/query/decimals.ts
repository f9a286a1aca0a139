import Type from 'typebox'
import { parseDecimal } from '../../core/decimal.ts'
import { optional, type Parameter, ParameterError, required, shown } from './parameter.ts'

/** What a decimal number of a query may be. */
type Bounds = {
  readonly decimals: number
  /** In whole units. */
  readonly most: bigint
  readonly isZeroAllowed: boolean
  readonly description: string
  readonly example: string
}

const PRICE: Bounds = {
  decimals: 8,
  most: 10n ** 9n,
  isZeroAllowed: false,
  description: 'A BTC price in US dollars, at most 8 decimals, above 0 and at most 1,000,000,000.',
  example: '88000',
}
const MONEY: Bounds = {
  decimals: 8,
  most: 10n ** 15n,
  isZeroAllowed: true,
  description: 'US dollars, at most 8 decimals.',
  example: '1000',
}
const HEALTH: Bounds = {
  decimals: 18,
  most: 10n ** 9n,
  isZeroAllowed: true,
  description: 'A health factor, at most 18 decimals.',
  example: '1.05',
}

/** A supposed BTC price, to 8 decimals; undefined: the present one. */
export const btcPrice = optional(schemaOf(PRICE), (text) => readDecimal(text, PRICE))
/** A BTC price of a curve, to 8 decimals. */
export const curvePrice = (what: string, example: string): Parameter<bigint> =>
  required({ ...schemaOf(PRICE), description: `${what} ${PRICE.description}`, examples: [example] }, (text) =>
    readDecimal(text, PRICE),
  )
/** Money, to 8 decimals. */
export const money = optional(schemaOf(MONEY), (text) => readDecimal(text, MONEY))
/** A health factor, to 18 decimals. */
export const health = optional(schemaOf(HEALTH), (text) => readDecimal(text, HEALTH))

/**
 * Reads a decimal number within bounds, exactly, to a fixed-point integer.
 * @throws ParameterError
 */
export function readDecimal(text: string, bounds: Bounds): bigint {
  const { decimals, most, isZeroAllowed, description } = bounds
  if (!patternOf(bounds).test(text)) throw new ParameterError(shown(text), description)
  const value = parseDecimal(text, decimals)
  if (value > most * 10n ** BigInt(decimals) || (value === 0n && !isZeroAllowed))
    throw new ParameterError(shown(text), description)
  return value
}

/** As many digits as the largest number has: the length of a text is bounded before anything is computed with it. */
function patternOf({ decimals, most }: Bounds): RegExp {
  return new RegExp(`^\\d{1,${most.toString().length}}(?:\\.\\d{1,${decimals}})?$`)
}

function schemaOf(bounds: Bounds) {
  const { description, example } = bounds
  return Type.String({ pattern: patternOf(bounds).source, description, examples: [example] })
}
