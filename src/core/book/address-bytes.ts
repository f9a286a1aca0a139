import type { Address } from '../address.ts'

/** Length of the hexadecimal text of an address. */
export const ADDRESS_TEXT = 42
/** Bytes of an address. */
export const ADDRESS_BYTES = 20
/** Bytes that say which of its 40 digits are capital letters: the checksum, kept so that it need not be computed again. */
export const CAPITAL_BYTES = 5

/** An address as two small arrays, reused from call to call. */
export type AddressBytes = { readonly bytes: Uint8Array; readonly capitals: Uint8Array }

export const addressBytes = (): AddressBytes => ({
  bytes: new Uint8Array(ADDRESS_BYTES),
  capitals: new Uint8Array(CAPITAL_BYTES),
})

/** Reads the address that starts at `offset`; false, with `into` undefined, where there is none. */
export function readAddress(text: string, offset: number, into: AddressBytes): boolean {
  if (text.charCodeAt(offset) !== 0x30 || text.charCodeAt(offset + 1) !== 0x78) return false
  let capitals = 0
  for (let at = 0; at < ADDRESS_BYTES; at++) {
    const place = offset + 2 + 2 * at
    const high = DIGITS[text.charCodeAt(place)] ?? 0
    const low = DIGITS[text.charCodeAt(place + 1)] ?? 0
    if ((high & low & KNOWN) === 0) return false
    into.bytes[at] = ((high & 15) << 4) | (low & 15)
    capitals = (capitals << 2) | ((high & CAPITAL) >> 5) | ((low & CAPITAL) >> 6)
    if (at % 4 === 3) {
      into.capitals[at >> 2] = capitals
      capitals = 0
    }
  }
  return true
}

/** The text that `readAddress` read. */
export function addressText(bytes: Uint8Array, capitals: Uint8Array, index: number): Address {
  let text: Address = '0x'
  for (let at = 0; at < ADDRESS_BYTES; at++) {
    const marks = capitals[index * CAPITAL_BYTES + (at >> 2)] ?? 0
    const pair = (((marks >> (6 - 2 * (at % 4))) & 3) << 8) | (bytes[index * ADDRESS_BYTES + at] ?? 0)
    text += PAIRS[pair] ?? ''
  }
  return text as Address
}

const KNOWN = 16
const CAPITAL = 64

/** Per character code: the digit's value, KNOWN, and CAPITAL for A to F; 0 is no digit. */
const DIGITS = new Uint8Array(128)
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16)
  DIGITS[digit.charCodeAt(0)] = KNOWN | value
  if (value > 9) DIGITS[digit.toUpperCase().charCodeAt(0)] = KNOWN | CAPITAL | value
}

/** Two digits per byte, once for each of the four ways to capitalise them. */
const PAIRS = [0, 1, 2, 3].flatMap((marks) =>
  Array.from({ length: 256 }, (_, byte) => {
    const [high = '', low = ''] = byte.toString(16).padStart(2, '0')
    return (marks & 2 ? high.toUpperCase() : high) + (marks & 1 ? low.toUpperCase() : low)
  }),
)
