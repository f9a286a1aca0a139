import Type from 'typebox'
import { optional, ParameterError, repeatable, required, shown } from './parameter.ts'

const ID = '[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*'
const schema = Type.String({
  pattern: `^${ID}$`,
  maxLength: 64,
  description: 'The market, as the config names it.',
})

function readMarket(text: string): string {
  if (text.length <= 64 && new RegExp(`^${ID}$`).test(text)) return text
  throw new ParameterError(shown(text), 'the name of a market: letters, digits and single hyphens')
}

/** `market`, any number of them; none stands for all. */
export const markets = repeatable(schema, readMarket)
/** `market`, one or all of them. */
export const oneMarket = optional(schema, readMarket)
/** `market` as a part of the path. */
export const pathMarket = required(schema, readMarket)
