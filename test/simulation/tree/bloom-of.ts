import { bytesToHex, type Hex, keccak256 } from 'viem'

/** The logs bloom (Yellow Paper 4.4.1) over these emitters and topics. */
export function bloomOf(items: readonly Hex[]): Hex {
  const bytes = new Uint8Array(256)
  for (const item of items) {
    for (const bit of bitsOf(item)) {
      const at = 255 - (bit >> 3)
      bytes[at] = (bytes[at] ?? 0) | (1 << (bit & 7))
    }
  }
  return bytesToHex(bytes)
}

const known = new Map<Hex, readonly number[]>()

/** The same few emitters and topics come again and again. */
function bitsOf(item: Hex): readonly number[] {
  const before = known.get(item)
  if (before !== undefined) return before
  const hash = keccak256(item)
  const bits = [2, 6, 10].map((at) => Number.parseInt(hash.slice(at, at + 4), 16) & 2_047)
  known.set(item, bits)
  return bits
}
