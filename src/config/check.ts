import Type, { type TObject, type TRecord, type TSchema, type TUnion } from 'typebox'
import Value from 'typebox/value'
import type { Fault } from './fault.ts'
import { memberPath } from './json-path.ts'
import { nearest } from './nearest.ts'
import { shown } from './shown.ts'

/**
 * Everything that is wrong with a value, in reading order; empty exactly when TypeBox accepts it. TypeBox alone
 * stops after a few errors, names every branch of a union that did not match, and shows no way out.
 */
export function check(schema: TSchema, value: unknown, path = '$'): readonly Fault[] {
  if (Type.IsObject(schema))
    return isPlainObject(value) ? checkObject(schema, value, path) : [fault(schema, value, path)]
  if (Type.IsRecord(schema))
    return isPlainObject(value) ? checkRecord(schema, value, path) : [fault(schema, value, path)]
  if (Type.IsArray(schema) && Array.isArray(value) && value.length >= ((schema as Options).minItems ?? 0))
    return value.flatMap((item, index) => check(schema.items, item, `${path}[${index}]`))
  if (Type.IsUnion(schema) && isPlainObject(value)) return checkUnion(schema, value, path)
  return Value.Check(schema, value) ? [] : [fault(schema, value, path)]
}

function checkObject(schema: TObject, value: Fields, path: string): readonly Fault[] {
  const known = Object.keys(schema.properties)
  const required = new Set<string>(schema.required ?? [])
  const properties = Object.entries(schema.properties).flatMap(([key, property]) => {
    if (Object.hasOwn(value, key)) return check(property, value[key], memberPath(path, key))
    return required.has(key)
      ? [{ path: memberPath(path, key), wrong: 'is missing', expected: words(property) }]
      : []
  })
  const unknown = Object.keys(value).filter((key) => !known.includes(key))
  return [...properties, ...unknown.map((key) => unknownKey(memberPath(path, key), key, known))]
}

function checkRecord(schema: TRecord, value: Fields, path: string): readonly Fault[] {
  const pattern = new RegExp(Type.RecordPattern(schema), 'u')
  return Object.entries(value).flatMap(([key, item]) =>
    pattern.test(key)
      ? check(Type.RecordValue(schema), item, memberPath(path, key))
      : [{ path: memberPath(path, key), wrong: 'has a key of the wrong form', expected: words(schema) }],
  )
}

/** A union of objects is told apart by `protocol`, so that only the variant that was meant is complained about. */
function checkUnion(schema: TUnion, value: Fields, path: string): readonly Fault[] {
  const variants = schema.anyOf.filter(Type.IsObject)
  const names = variants.map((variant) => constantOf(variant.properties['protocol']))
  const meant = variants[names.indexOf(value['protocol'])]
  if (meant !== undefined) return check(meant, value, path)
  const wrong = Object.hasOwn(value, 'protocol') ? `is ${shown(value['protocol'])}` : 'is missing'
  return [{ path: memberPath(path, 'protocol'), wrong, expected: `one of ${names.map(shown).join(', ')}` }]
}

function unknownKey(path: string, key: string, known: readonly string[]): Fault {
  const meant = nearest(key, known)
  return {
    path,
    wrong: 'is not known',
    expected: meant === undefined ? `only ${known.join(', ')}` : `"${meant}" (did you mean that?)`,
  }
}

function fault(schema: TSchema, value: unknown, path: string): Fault {
  return { path, wrong: `is ${SECRET.test(path) ? hidden(value) : shown(value)}`, expected: words(schema) }
}

/** Places whose text may be a key even where it is no URL. */
const SECRET = /\.(?:rpcUrls|wsUrls)\[\d+\]$/

function hidden(value: unknown): string {
  return typeof value === 'string' && !value.includes('://') ? 'a text that is not shown' : shown(value)
}

/** What a schema asks for, as a noun phrase; its title when it has one. */
function words(schema: TSchema): string {
  const { title, minimum, minItems = 0, enum: choices } = schema as Options
  if (title !== undefined) return title
  if (choices !== undefined) return `one of ${choices.map(shown).join(', ')}`
  if (Type.IsLiteral(schema)) return shown(schema.const)
  if (Type.IsInteger(schema)) return `a whole number of at least ${minimum ?? 0}`
  if (Type.IsArray(schema)) return minItems > 0 ? `a list of at least ${minItems}` : 'a list'
  return Type.IsString(schema) ? 'a text' : 'an object'
}

function constantOf(schema: TSchema | undefined): unknown {
  return Type.IsLiteral(schema) ? schema.const : undefined
}

type Fields = Readonly<Record<string, unknown>>
type Options = {
  readonly title?: string
  readonly minimum?: number
  readonly minItems?: number
  readonly enum?: readonly unknown[]
}

function isPlainObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
