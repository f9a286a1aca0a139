import type { Hex } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { Timestamp } from '../../core/units.ts'
import type { StoredCheckpoint } from '../past/ports.ts'

/** A checkpoint without its bytes. */
export type CheckpointRef = {
  readonly number: bigint
  readonly blockHash: Hex
  readonly timestamp: Timestamp
}

/** Where checkpoints are kept. */
export type CheckpointPort = {
  readonly newest: (chainId: number) => Promise<CheckpointRef | undefined>
  /** The oldest final segment ends above a block. */
  readonly finalEnds: (chainId: number, after: bigint, limit: number) => Promise<readonly BlockRef[]>
  readonly put: (chainId: number, checkpoint: StoredCheckpoint) => Promise<void>
}

/** What retention deletes from. */
export type RetentionPort = {
  readonly checkpoints: (chainId: number) => Promise<readonly CheckpointRef[]>
  readonly dropCheckpoint: (chainId: number, number: bigint) => Promise<void>
  /** The newest final segment end that is not younger than a moment. */
  readonly finalBefore: (chainId: number, moment: Timestamp) => Promise<BlockRef | undefined>
  /** Deletes what no reading as of that block or a later one needs. */
  readonly prune: (chainId: number, before: bigint) => Promise<{ readonly facts: bigint }>
  readonly dropOrphans: (chainId: number, before: Date) => Promise<bigint>
}
