import Type from 'typebox'
import { defaulting, optional, type Parameter, ParameterError, required, shown } from './parameter.ts'

/** Rows of a page where nothing is said, and the most that one may have. */
const ROWS = { usual: '100', most: 1_000 }

/** `limit`: rows of a page. */
export const limit: Parameter<number> = defaulting(
  Type.String({ pattern: '^[1-9]\\d{0,3}$', description: `Rows of the page, 1 to ${ROWS.most}.` }),
  (text) => readWhole(text, 1, ROWS.most),
  ROWS.usual,
)

const chainSchema = Type.String({ pattern: '^[1-9]\\d{0,14}$', description: 'The chain id.' })
const readChain = (text: string): number => readWhole(text, 1, 10 ** 15 - 1)

/** `chainId` as a filter. */
export const chain = optional(chainSchema, readChain)
/** `chainId` as a part of the path. */
export const pathChain = required(chainSchema, readChain)

/**
 * Reads a whole number within bounds.
 * @throws ParameterError
 */
export function readWhole(text: string, least: number, most: number): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  throw new ParameterError(shown(text), `a whole number from ${least} to ${most}`)
}
