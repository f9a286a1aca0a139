import Type from 'typebox'
import { defaulting, optional, type Parameter, ParameterError, shown } from './parameter.ts'

/** One of several words, of which one stands for none. */
export const choice = <const Choices extends readonly string[]>(
  choices: Choices,
  otherwise: Choices[number],
  description: string,
): Parameter<Choices[number]> =>
  defaulting(Type.Enum([...choices], { description }), (text) => oneOf(choices, text), otherwise)

/** One of several words, or none of them. */
export const maybeChoice = <const Choices extends readonly string[]>(
  choices: Choices,
  description: string,
): Parameter<Choices[number] | undefined> =>
  optional(Type.Enum([...choices], { description }), (text) => oneOf(choices, text))

/** `format`: JSON, or rows for a spreadsheet. */
export const format = choice(['json', 'csv'], 'json', 'CSV: RFC 4180, UTF-8, the columns of `asOf` first.')

/** `require=complete`: rather no answer than one from which a market is missing. */
export const required = maybeChoice(
  ['complete'],
  '`complete`: 503 instead of an answer with markets missing.',
)

/** `true` or `false`; undefined: both. */
export const flag = (description: string): Parameter<boolean | undefined> =>
  optional(Type.Enum(['true', 'false'], { description }), (text) => oneOf(['true', 'false'], text) === 'true')

function oneOf<const Choices extends readonly string[]>(choices: Choices, text: string): Choices[number] {
  const chosen = choices.find((one) => one === text)
  if (chosen === undefined) throw new ParameterError(shown(text), `one of ${choices.join(', ')}`)
  return chosen
}
