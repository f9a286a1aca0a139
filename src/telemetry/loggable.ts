import { RedlineError } from '../core/errors.ts'
import { HIDDEN } from '../core/redact-url.ts'
import { isSecretName } from './redact.ts'

/** Levels of nesting that are shown, causes of errors included. */
const DEEPEST = 8
/** Entries of a list, and characters of a string, that are shown. */
const MOST_ENTRIES = 100
const MOST_CHARACTERS = 8_000

/**
 * A value as plain JSON for the log: bigints in decimal, errors with code, context and causes, bytes as their number,
 * values with secret names hidden, circles and depths cut off. Never throws, whatever a library attached to its error.
 */
export function loggable(value: unknown, above: readonly unknown[] = []): unknown {
  if (typeof value === 'bigint' || typeof value === 'symbol') return value.toString()
  if (typeof value === 'string') return clip(value)
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (above.includes(value)) return '[circular]'
  if (above.length >= DEEPEST) return '[deeper]'
  const inside = [...above, value]
  if (value instanceof Error) return fromError(value, inside)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[no date]' : value.toISOString()
  if (value instanceof URL) return value.href
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
  if (value instanceof Map) return fromEntries([...value].slice(0, MOST_ENTRIES), inside)
  if (Array.isArray(value) || value instanceof Set) return fromList([...value], inside)
  return fromEntries(Object.entries(value), inside)
}

function fromError(error: Error, inside: readonly unknown[]): unknown {
  // viem's errors hold whole requests; their message and causes say enough.
  const own = error instanceof RedlineError ? { code: error.code, context: error.context } : codeOf(error)
  return {
    type: error.name,
    ...fromEntries(Object.entries(own), inside),
    message: clip(error.message),
    stack: clip(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: loggable(error.cause, inside) }),
    ...(error instanceof AggregateError ? { errors: loggable(error.errors, inside) } : {}),
  }
}

const codeOf = (error: Error): Readonly<Record<string, unknown>> =>
  'code' in error ? { code: error.code } : {}

function fromEntries(
  entries: readonly (readonly [unknown, unknown])[],
  inside: readonly unknown[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    entries.map(([name, value]) => [
      String(name),
      isSecretName(String(name)) ? HIDDEN : loggable(value, inside),
    ]),
  )
}

function fromList(values: readonly unknown[], inside: readonly unknown[]): readonly unknown[] {
  const shown = values.slice(0, MOST_ENTRIES).map((value) => loggable(value, inside))
  return values.length > MOST_ENTRIES ? [...shown, `[${values.length - MOST_ENTRIES} more]`] : shown
}

const clip = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}… [${text.length} characters]` : text
