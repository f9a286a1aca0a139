import { RedlineError } from './errors.ts'

/** What a fact's value is made of: plain data, with bigints for everything that comes from a chain. */
export type FactValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly FactValue[]
  | { readonly [name: string]: FactValue }

/**
 * Canonical text of a value: JSON with sorted names, absent fields left out, and bigints as `{"#":"123"}`, which no
 * text from a chain can imitate. Equal values give equal text.
 */
export function factValue(value: FactValue): string {
  return JSON.stringify(tagged(value))
}

/**
 * Reads canonical text back.
 * @throws FactValueError `fact_unreadable` on anything that `factValue` does not write.
 */
export function readFactValue(text: string): FactValue {
  try {
    const value = untagged(JSON.parse(text))
    if (factValue(value) !== text) throw new FactValueError(text)
    return value
  } catch (cause) {
    throw cause instanceof FactValueError ? cause : new FactValueError(text, cause)
  }
}

function tagged(value: FactValue): unknown {
  if (typeof value === 'bigint') return { '#': value.toString() }
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((item) => tagged(item ?? null))
  const names = Object.keys(value).filter((name) => value[name] !== undefined)
  return Object.fromEntries(names.sort().map((name) => [name, tagged(value[name])]))
}

function untagged(value: unknown): FactValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null)
    return value
  if (Array.isArray(value)) return value.map(untagged)
  if (typeof value !== 'object') throw new FactValueError(typeof value)
  const entries = Object.entries(value)
  const [[name, digits] = []] = entries
  if (entries.length === 1 && name === '#' && typeof digits === 'string' && /^-?\d+$/.test(digits))
    return BigInt(digits)
  return Object.fromEntries(entries.map(([key, item]) => [key, untagged(item)]))
}

const isList = (value: object): value is readonly FactValue[] => Array.isArray(value)

/** Stored text is not a fact's value: damaged, or written by something else. */
export class FactValueError extends RedlineError {
  override readonly name = 'FactValueError'
  constructor(text: string, cause?: unknown) {
    super({
      code: 'fact_unreadable',
      happened: `A stored value cannot be read: ${text.slice(0, 80)}.`,
      remedy: 'Restore the store from a backup, or start it anew from the chain.',
      context: { text: text.slice(0, 200) },
      cause,
    })
  }
}
