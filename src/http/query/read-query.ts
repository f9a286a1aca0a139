import Type, { type TObject } from 'typebox'
import { RedlineError } from '../../core/errors.ts'
import { closed } from '../schema/fields.ts'
import { type Parameter, ParameterError } from './parameter.ts'
import { type CodedFault, INVALID, RequestError } from './request-error.ts'

/** The parameters of a route, by name. */
export type Parameters = Readonly<Record<string, Parameter<unknown>>>

/** Of a path that has none. */
export type NoParameters = Readonly<Record<never, never>>

/** What reading them gives. */
export type QueryOf<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer Value> ? Value : never
}

/** Where the texts stood, as the faults name it. */
type Place = 'query' | 'body' | 'path'

/** What several parameters must be together; asked of those that could be read. */
export type Rule<P extends Parameters> = (values: Partial<QueryOf<P>>) => readonly CodedFault[]

/**
 * Reads texts by their parameters.
 * @throws RequestError with every fault: names that are not known, repeated or missing, texts that say nothing, rules
 * that are broken.
 */
export function readQuery<P extends Parameters>(
  parameters: P,
  given: unknown,
  place: Place,
  rule: Rule<P> = () => [],
): QueryOf<P> {
  const fields: Readonly<Record<string, unknown>> = isFields(given) ? given : {}
  const faults: CodedFault[] = Object.keys(fields)
    .filter((name) => !Object.hasOwn(parameters, name))
    .map((name) => unknownName(`${place}.${name.slice(0, NAME_SHOWN)}`, Object.keys(parameters)))
  if (!isFields(given)) faults.push(fault(place, 'is no object', 'an object', INVALID))
  const values: Record<string, unknown> = {}
  for (const [name, parameter] of Object.entries(parameters))
    try {
      values[name] = parameter.read(textsOf(fields[name], parameter))
    } catch (error) {
      faults.push(faultOf(`${place}.${name}`, error))
    }
  const faulty = new Set(faults.map(({ path }) => path))
  for (const broken of rule(values as Partial<QueryOf<P>>)) {
    const path = broken.path.replace('query', place)
    if (!faulty.has(path)) faults.push({ ...broken, path })
  }
  if (faults.length > 0) throw new RequestError(faults)
  return values as QueryOf<P>
}

/** The same as a schema, for the document. Lists stand for parameters that may be repeated. */
export function schemaOf(parameters: Parameters): TObject {
  const properties = Object.entries(parameters).map(([name, parameter]) => {
    const { schema, isRepeatable, isRequired } = parameter
    const value = isRepeatable ? Type.Array(schema, describing(schema)) : schema
    return [name, isRequired ? value : Type.Optional(value)] as const
  })
  return Type.Object(Object.fromEntries(properties), closed)
}

function textsOf(value: unknown, { isRepeatable, isRequired }: Parameter<unknown>): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value]
  const texts = values.filter((one) => typeof one === 'string')
  if (texts.length !== values.length) throw new ParameterError('is no text', 'a text, also for a number')
  if (isRequired && texts.length === 0) throw new ParameterError('is missing', 'a value')
  if (texts.length > 1 && !isRepeatable)
    throw new ParameterError(`is given ${texts.length} times`, 'one value')
  return texts
}

function faultOf(path: string, error: unknown): CodedFault {
  if (error instanceof ParameterError) return fault(path, error.wrong, error.expected, error.code)
  if (!(error instanceof RedlineError)) throw error
  // A reading that the rest of Redline shares says by itself what is wrong and what to write.
  return fault(path, 'cannot be read', `${error.happened} ${error.remedy}`, error.code)
}

const unknownName = (path: string, known: readonly string[]): CodedFault =>
  fault(path, 'is not known', known.length === 0 ? 'no parameter' : `only ${known.join(', ')}`, INVALID)

const fault = (path: string, wrong: string, expected: string, code: string): CodedFault => ({
  path,
  wrong,
  expected: expected.replace(/\.$/, ''),
  code,
})

const describing = ({ description }: { description?: string }) =>
  description === undefined ? {} : { description }

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const NAME_SHOWN = 80
