import type { BlockRef } from '../../core/block.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { Segment } from '../../core/segment.ts'

/** What a chain is replayed from: no node is asked. */
export type ReplayStorePort = {
  /** The last segment end at or below a block, with a number that stays as long as nothing up to it is taken back. */
  readonly endAt: (chainId: number, block: bigint) => Promise<BlockRef & { readonly seq: bigint }>
  /** The segments that hold these blocks, in order. */
  readonly segments: (chainId: number, from: bigint, to: bigint) => AsyncIterable<Segment>
  /** The facts of the ends above `after` up to `upTo`, by block. */
  readonly pages: (
    chainId: number,
    after: bigint,
    upTo: bigint,
  ) => AsyncIterable<readonly (FactRecord & { readonly block: bigint })[]>
}
