import { type Hex, keccak256, numberToHex, toRlp } from 'viem'
import { isBytes, quantity } from '../rpc-values.ts'

/**
 * The hash of a block header as a node sent it, computed from its fields: keccak256 of their RLP list, in the order in
 * which the upgrades up to Amsterdam added them (Osaka added none). Ethereum, Optimism's and Arbitrum's chains and anvil
 * hash like this; an Optimism chain since Isthmus has its requests hash too, as that of no requests.
 *
 * Undefined when the header has a field that is not known here, since it may be part of the hash, or lacks one of the
 * first fifteen: such a header cannot be verified, and only agreement among nodes speaks for it. About 0.1 ms.
 */
export function hashOfHeader(header: Readonly<Record<string, unknown>>): Hex | undefined {
  const present = (name: string): boolean => header[name] !== undefined && header[name] !== null
  if (!Object.keys(header).every((name) => LAYOUT.has(name) || BESIDE.has(name) || !present(name)))
    return undefined
  const fields: Hex[] = []
  let ended = false
  for (const [name, kind] of LAYOUT) {
    if (!present(name)) {
      if (FIRST.has(name)) return undefined
      ended = true
      continue
    }
    const field = kind === 'bytes' ? bytes(header[name]) : shortest(header[name])
    // A field after a gap has no place in the list.
    if (ended || field === undefined) return undefined
    fields.push(field)
  }
  return keccak256(toRlp(fields))
}

const LAYOUT: ReadonlyMap<string, 'bytes' | 'number'> = new Map([
  ['parentHash', 'bytes'],
  ['sha3Uncles', 'bytes'],
  ['miner', 'bytes'],
  ['stateRoot', 'bytes'],
  ['transactionsRoot', 'bytes'],
  ['receiptsRoot', 'bytes'],
  ['logsBloom', 'bytes'],
  ['difficulty', 'number'],
  ['number', 'number'],
  ['gasLimit', 'number'],
  ['gasUsed', 'number'],
  ['timestamp', 'number'],
  ['extraData', 'bytes'],
  ['mixHash', 'bytes'],
  ['nonce', 'bytes'],
  ['baseFeePerGas', 'number'],
  ['withdrawalsRoot', 'bytes'],
  ['blobGasUsed', 'number'],
  ['excessBlobGas', 'number'],
  ['parentBeaconBlockRoot', 'bytes'],
  ['requestsHash', 'bytes'],
  ['blockAccessListHash', 'bytes'],
  ['slotNumber', 'number'],
])

const FIRST: ReadonlySet<string> = new Set([...LAYOUT.keys()].slice(0, 15))

/** What nodes add for convenience; Arbitrum's three repeat what its `extraData` and `mixHash` hold. */
const BESIDE: ReadonlySet<string> = new Set(
  'hash size totalDifficulty uncles transactions withdrawals l1BlockNumber sendCount sendRoot'.split(' '),
)

const bytes = (value: unknown): Hex | undefined => (isBytes(value) ? value : undefined)

/** RLP writes numbers without leading zeros, and zero as nothing. */
function shortest(value: unknown): Hex | undefined {
  const number = quantity(value)
  if (number === undefined) return undefined
  if (number === 0n) return '0x'
  const digits = numberToHex(number)
  return digits.length % 2 === 0 ? digits : `0x0${digits.slice(2)}`
}
