import { HIDDEN, redactUrls } from '../core/redact-url.ts'

/**
 * Removes from text what could open a door: of URLs all but scheme and host, credentials after words like `Bearer` or
 * `api_key=`, webhook secrets. Safe on a line of JSON, which stays JSON.
 */
export function redactText(text: string): string {
  return redactUrls(text)
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${HIDDEN}`)
    .replace(/\bwh(?:sec|sk)_[\w+/=-]+/g, HIDDEN)
    .replace(NAMED, `$1${HIDDEN}`)
}

/** Whether the value under this name is hidden whole. `key` and `token` alone are not: here they name alerts and contracts. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replaceAll(/[_\s-]/g, ''))
}

const SECRET_NAME =
  /(?:(?:api|access|private|secret|signing|encryption|auth)key|(?:access|auth|bearer|refresh|session|api)token|secret|passw(?:or)?d|passphrase|mnemonic|credential)s?$|^(?:proxy)?authorization$|cookie$/i

/** `apiKey: abc`, `SECRET=abc`, `"password":"abc"` inside of a string; `token=` only where no address follows. */
const NAMED =
  /\b((?:[\w-]{0,40}[_-])?(?:(?:api|access|private|secret)[_-]?key|secret|passw(?:or)?d|passphrase)(?:\\?["'])?\s?[=:]\s?(?:\\?["'])?|(?:[\w-]{0,40}[_-])?token=(?!0x))[^\s"'&,;\\]+/gi
