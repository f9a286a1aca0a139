import type { BlockRef } from '../../core/block.ts'

/** How sure it is that a block stays: from a reorganisation away to final. */
export type Finality = 'latest' | 'safe' | 'finalized'

/** The block that an answer is true at, as every answer carries it. */
export type AsOf = {
  readonly chainId: number
  readonly blockNumber: number
  readonly blockHash: string
  readonly blockTimestamp: string
  readonly finality: Finality
  /** `single`: one provider was asked, nobody contradicted it. */
  readonly agreement: 'single'
  readonly stale: boolean
}

/** What is known about a block beyond the block itself. */
export type Standing = { readonly finality: Finality; readonly stale: boolean }

/** An answer's block in the words of the public contracts. */
export const asOf = (block: BlockRef, { finality, stale }: Standing): AsOf => ({
  chainId: block.chainId,
  blockNumber: Number(block.number),
  blockHash: block.hash,
  blockTimestamp: isoTime(block.timestamp),
  finality,
  agreement: 'single',
  stale,
})

/** ISO 8601 in UTC, whole seconds. */
export const isoTime = (seconds: bigint): string =>
  new Date(Number(seconds) * 1_000).toISOString().replace('.000Z', 'Z')
