import { originOf } from '../core/redact-url.ts'

/**
 * A value as a message may show it: short, and of a URL only scheme, host and port, because providers put their
 * keys into the path, the query and the user part.
 */
export function shown(value: unknown): string {
  if (typeof value === 'string')
    return value.includes('://') ? originOf(value) : JSON.stringify(shorten(value))
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
