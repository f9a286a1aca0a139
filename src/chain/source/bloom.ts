import { hexToBytes, keccak256 } from 'viem'
import type { Hex } from '../../core/address.ts'
import type { Log } from '../../core/segment.ts'
import type { LogQuery } from './log-query.ts'

/** The wanted addresses and topics that a block's bloom admits, in lower case. */
export type Admitted = { readonly addresses: readonly string[]; readonly topics: readonly string[] }

/** Tells of a bloom (256 bytes) which of a query's addresses and topics the block's logs can have. */
export type BloomProbe = (bloom: Hex) => Admitted

/**
 * Prepares a query for many blooms (Yellow Paper 4.4.1: three of 2,048 bits for each emitter and topic). A bloom never
 * denies what is there; it may admit what is not, the more the fuller the block.
 */
export function bloomProbe(query: LogQuery): BloomProbe {
  const addresses = query.addresses.map(placed)
  const topics = query.topics.map(placed)
  return (bloom) => {
    const bytes = hexToBytes(bloom)
    const has = ({ bits }: Placed): boolean => bits.every(([at, mask]) => ((bytes[at] ?? 0) & mask) !== 0)
    return { addresses: addresses.filter(has).map(value), topics: topics.filter(has).map(value) }
  }
}

/** Whether a wanted log can be in the block at all. */
export const admitsAny = ({ addresses, topics }: Admitted): boolean =>
  addresses.length > 0 && topics.length > 0

/** Whether some admitted pair of emitter and first topic came without a log: a chance hit, or a log kept back. */
export function hasUnexplained({ addresses, topics }: Admitted, logs: readonly Log[]): boolean {
  const seen = new Set(logs.map(pairOf))
  return addresses.some((address) => topics.some((topic) => !seen.has(`${address} ${topic}`)))
}

/** The first log that the bloom denies, so that it cannot be in the block. */
export function deniedLog({ addresses, topics }: Admitted, logs: readonly Log[]): Log | undefined {
  const pairs = new Set(addresses.flatMap((address) => topics.map((topic) => `${address} ${topic}`)))
  return logs.find((log) => !pairs.has(pairOf(log)))
}

type Placed = { readonly value: string; readonly bits: readonly (readonly [at: number, mask: number])[] }

const value = (placed: Placed): string => placed.value
const pairOf = ({ address, topics: [first = '0x'] }: Log): string => `${address} ${first}`.toLowerCase()

function placed(item: Hex): Placed {
  const hash = keccak256(item, 'bytes')
  const bits = [0, 2, 4].map((i) => {
    const bit = (((hash[i] ?? 0) << 8) | (hash[i + 1] ?? 0)) & 2_047
    return [255 - (bit >> 3), 1 << (bit & 7)] as const
  })
  return { value: item.toLowerCase(), bits }
}
