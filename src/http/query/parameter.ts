import type { TSchema } from 'typebox'
import { RedlineError } from '../../core/errors.ts'
import { INVALID } from './request-error.ts'

/** One name of a query: how it is documented and how it is read, in one place so that they cannot differ. */
export type Parameter<Value> = {
  /** Of one text. */
  readonly schema: TSchema
  readonly isRepeatable: boolean
  readonly isRequired: boolean
  /**
   * Turns the texts that were given into the value; an empty list where none was.
   * @throws ParameterError
   */
  readonly read: (texts: readonly string[]) => Value
}

/** A parameter that is given once or not at all. */
export const optional = <Value>(
  schema: TSchema,
  read: (text: string) => Value,
): Parameter<Value | undefined> => ({
  schema,
  isRepeatable: false,
  isRequired: false,
  read: ([text]) => (text === undefined ? undefined : read(text)),
})

/** A parameter that must be given. */
export const required = <Value>(schema: TSchema, read: (text: string) => Value): Parameter<Value> => ({
  schema,
  isRepeatable: false,
  isRequired: true,
  read: ([text = '']) => read(text),
})

/** A parameter that has this text where none is given. */
export const defaulting = <Value>(
  schema: TSchema,
  read: (text: string) => Value,
  otherwise: string,
): Parameter<Value> => ({
  schema: { ...schema, default: otherwise },
  isRepeatable: false,
  isRequired: false,
  read: ([text = otherwise]) => read(text),
})

/** Texts of one parameter; more would make a question that nobody asks. */
const MOST = 100

/** A parameter that may be given several times: a set, in which order and repetition mean nothing. */
export const repeatable = <Value>(
  schema: TSchema,
  read: (text: string) => Value,
): Parameter<readonly Value[]> => ({
  schema,
  isRepeatable: true,
  isRequired: false,
  read(texts) {
    if (texts.length > MOST) throw new ParameterError(`is given ${texts.length} times`, `at most ${MOST}`)
    return [...new Set(texts)].sort().map(read)
  },
})

/** A text does not say what its parameter asks for. */
export class ParameterError extends RedlineError {
  override readonly name = 'ParameterError'
  readonly wrong: string
  readonly expected: string
  constructor(wrong: string, expected: string, code: string = INVALID) {
    super({ code, happened: `A parameter ${wrong}.`, remedy: `Give ${expected}.` })
    this.wrong = wrong
    this.expected = expected
  }
}

/** A text that was given, short enough to be shown. */
export const shown = (text: string): string =>
  `is ${JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)}`

const SHOWN = 80
