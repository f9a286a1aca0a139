/** What stands in the place of a secret. */
export const HIDDEN = '[redacted]'

/** Scheme and host of a URL: what may be shown of it. Keys sit in its path, query and credentials. */
export function originOf(url: string): string {
  if (!URL.canParse(url)) return 'an unreadable URL'
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

/** Shortens every URL in a text to its scheme and host. Safe on a line of JSON, which stays JSON. */
export const redactUrls = (text: string): string => text.replace(URLS, schemeAndHost)

/**
 * Everything up to white space, a double quote or an angle bracket, since a key may contain any other character; of
 * JSON's escapes only the backslash itself. File URLs stay: they are the lines of a stack trace.
 */
const URLS = /\b(?!file:)([a-z][a-z0-9+.-]{1,20}):\/\/(?:[^\s"<>\\]|\\\\)*/gi

function schemeAndHost(url: string, scheme: string): string {
  const rest = url.slice(scheme.length + 3)
  const authority = rest.split(/[/?#\\]/, 1)[0] ?? ''
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  // An "@" further on is one of a password with an unescaped slash in it; what stands before is then no host.
  return rest.includes('@') && !authority.includes('@') ? `${scheme}://${HIDDEN}` : `${scheme}://${host}`
}
