import type { Address } from '../core/address.ts'
import { type FactValue, FactValueError, factValue } from '../core/fact-value.ts'

/**
 * Readers of stored values, one for each kind of field.
 * @throws FactValueError `fact_unreadable` on anything else.
 */
export type Reader<T> = (value: FactValue) => T
/** A reader for each field of a fact. */
export type Shape<T> = { readonly [Name in keyof T]-?: Reader<T[Name]> }

/** A reader of exactly these fields; one more or one less shows when the fact is written again. */
export function read<T>(shape: Shape<T>): Reader<T> {
  const readers = Object.entries(shape) as [string, Reader<FactValue>][]
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new FactValueError(typeof value)
    const fields = value as { readonly [name: string]: FactValue }
    return Object.fromEntries(readers.map(([name, field]) => [name, field(fields[name])])) as T
  }
}

/** A field that may be absent. */
export function maybe<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value) => (value === undefined ? undefined : reader(value))
}

/** A list of these. */
export function list<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (!isList(value)) throw new FactValueError(typeof value)
    return value.map(reader)
  }
}

// The language's own test does not narrow readonly lists.
const isList = (value: FactValue): value is readonly FactValue[] => Array.isArray(value)

/** A number from a chain, of any scale. */
export function big<T extends bigint>(value: FactValue): T {
  if (typeof value !== 'bigint') throw new FactValueError(factValue(value ?? null))
  return value as T
}

/** A count or an index. */
export function count(value: FactValue): number {
  if (!Number.isSafeInteger(value)) throw new FactValueError(factValue(value ?? null))
  return Number(value)
}

/** True or false. */
export function flag(value: FactValue): boolean {
  if (typeof value !== 'boolean') throw new FactValueError(factValue(value ?? null))
  return value
}

/** Any text. */
export function text(value: FactValue): string {
  if (typeof value !== 'string') throw new FactValueError(factValue(value ?? null))
  return value
}

/** An address as it was written. */
export function address(value: FactValue): Address {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(value))
    throw new FactValueError(factValue(value ?? null))
  return value as Address
}

/** One of these words. */
export function oneOf<T extends string>(words: readonly T[]): Reader<T> {
  return (value) => {
    const word = words.find((word) => word === value)
    if (word === undefined) throw new FactValueError(factValue(value ?? null))
    return word
  }
}
