import type { Address, Hex } from './address.ts'
import type { BlockRef } from './block.ts'
import type { Timestamp } from './units.ts'

/** A block header: only what following a chain needs. */
export type Header = {
  readonly number: bigint
  readonly hash: Hex
  readonly parentHash: Hex
  readonly timestamp: Timestamp
  /** Which logs the block can hold; a log outside of it does not exist. */
  readonly logsBloom: Hex
  /** Root over all receipts; with it a set of receipts is proven complete. */
  readonly receiptsRoot: Hex
}

/** A log as the chain keeps it, undecoded. */
export type Log = {
  readonly address: Address
  readonly topics: readonly Hex[]
  readonly data: Hex
  readonly blockNumber: bigint
  readonly blockHash: Hex
  readonly transactionHash: Hex
  /** Place in its block. */
  readonly logIndex: number
}

/**
 * Consecutive blocks that are processed as one: each header's parent is the one before it, the logs are all wanted
 * ones of all of them in the chain's order. It ends where (number + 1) mod stride = 0, live and historical alike.
 */
export type Segment = {
  readonly chainId: number
  readonly headers: readonly [Header, ...Header[]]
  readonly logs: readonly Log[]
}

/** The block at whose hash a segment's facts are read. */
export function endOf({ chainId, headers }: Segment): BlockRef {
  const { number, hash, timestamp } = headers.at(-1) ?? headers[0]
  return { chainId, number, hash, timestamp }
}
