import { redactUrls } from '../core/redact-url.ts'

/**
 * Makes the cleaner for what the node at this URL says: nodes quote the key they were called with, also outside of
 * a URL. Parts of fewer than 8 characters stay, because no key is that short and `v2` or `rpc` are.
 */
export function cleanerFor(url: string): (text: string) => string {
  const { pathname, searchParams, username, password } = new URL(url)
  const secrets = [...pathname.split('/'), ...searchParams.values(), username, password]
    .flatMap((part) => [part, decodeURIComponent(part)])
    .filter((part) => part.length >= 8)
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '…'), redactUrls(text))
}
