import type { Hex } from './address.ts'
import type { Timestamp } from './units.ts'

/** The block that a fact, a reading or an answer is true at. The hash decides; the number is for people. */
export type BlockRef = {
  readonly chainId: number
  readonly number: bigint
  readonly hash: Hex
  readonly timestamp: Timestamp
}
