import { type Hex, hexToBytes, keccak256, numberToHex, toRlp } from 'viem'

/** What RLP takes: bytes, or a list of such. */
type Rlp = Hex | readonly Rlp[]
type Entry = { readonly path: readonly number[]; readonly value: Hex }

/**
 * The root of a Merkle Patricia trie over values at their places in a list (Yellow Paper, appendix D). Written apart
 * from the product's, and without a database, so that a fault in either shows.
 */
export function trieRoot(values: readonly Hex[]): Hex {
  const entries = values.map((value, i) => ({ path: nibbles(toRlp(shortest(i))), value }))
  return keccak256(toRlp(writable(node(entries))))
}

function node(entries: readonly Entry[]): Rlp {
  const [first] = entries
  if (first === undefined) return '0x'
  if (entries.length === 1) return [compact(first.path, true), first.value]
  const shared = sharedPath(entries.map(({ path }) => path))
  if (shared > 0) {
    const below = entries.map(({ path, value }) => ({ path: path.slice(shared), value }))
    return [compact(first.path.slice(0, shared), false), reference(node(below))]
  }
  const children = Array.from({ length: 16 }, (_, digit): Rlp => {
    const own = entries.filter(({ path }) => path[0] === digit)
    return own.length === 0
      ? '0x'
      : reference(node(own.map(({ path, value }) => ({ path: path.slice(1), value }))))
  })
  return [...children, entries.find(({ path }) => path.length === 0)?.value ?? '0x']
}

/** A node below another one: itself when it is short, else its hash. */
function reference(below: Rlp): Rlp {
  const written = toRlp(writable(below))
  return written.length - 2 < 64 ? below : keccak256(written)
}

/** A path in bytes, with a first digit that says whether it ends here and whether it is odd. */
function compact(path: readonly number[], isLeaf: boolean): Hex {
  const flag = (isLeaf ? 2 : 0) + (path.length % 2)
  const digits = path.length % 2 === 0 ? [flag, 0, ...path] : [flag, ...path]
  return `0x${digits.map((digit) => digit.toString(16)).join('')}`
}

function sharedPath(paths: readonly (readonly number[])[]): number {
  const [first = []] = paths
  const end = first.findIndex((digit, i) => paths.some((path) => path[i] !== digit))
  return end < 0 ? first.length : end
}

const nibbles = (bytes: Hex): readonly number[] =>
  [...hexToBytes(bytes)].flatMap((byte) => [byte >> 4, byte & 15])

const shortest = (place: number): Hex => (place === 0 ? '0x' : numberToHex(place, { size: 1 }))

/** viem writes into the lists that it is given the types of. */
type Writable = Hex | Writable[]
const writable = (value: Rlp): Writable => (typeof value === 'string' ? value : value.map(writable))
