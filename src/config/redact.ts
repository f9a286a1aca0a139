/**
 * A value as a message may show it: short, and of a URL only scheme, host and port, because providers put their
 * keys into the path, the query and the user part.
 */
export function shown(value: unknown): string {
  if (typeof value === 'string')
    return value.includes('://') ? redactUrl(value) : JSON.stringify(shorten(value))
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

/** Scheme, host and port of a URL and an ellipsis for the rest; of what is no URL nothing at all. */
export function redactUrl(text: string): string {
  if (!URL.canParse(text)) return 'a URL that cannot be read (not shown, it may hold a key)'
  const { protocol, host, pathname, search, username } = new URL(text)
  return `${protocol}//${host}${pathname.length > 1 || search !== '' || username !== '' ? '/…' : ''}`
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
