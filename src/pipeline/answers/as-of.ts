import type { BlockRef } from '../../core/block.ts'
import type { BaseValue } from '../../core/units.ts'
import { usd } from './money.ts'

/** How sure it is that a block stays: from a reorganisation away to final. */
export type Finality = 'latest' | 'safe' | 'finalized'

/** Who says that a block is there: a quorum of the providers, or one that nobody contradicted. */
export type Agreement = 'quorum' | 'single'

/** The block that an answer is true at, as every answer carries it. */
export type AsOf = {
  readonly chainId: number
  readonly blockNumber: number
  readonly blockHash: string
  readonly blockTimestamp: string
  readonly finality: Finality
  /** BTC/USD of the chain at that block, 8 decimals; null where it is not known or not part of what was read. */
  readonly btcPriceUsd: string | null
  readonly agreement: Agreement
  readonly stale: boolean
}

/** A configured market that is not in the numbers of an answer. */
export type Missing = {
  readonly chainId: number
  readonly market: string
  /** Stable code. */
  readonly reason: string
  readonly lastDebtUsd: string | null
  readonly since: string | null
}

/** What is known about a block beyond the block itself. */
export type Standing = {
  readonly finality: Finality
  readonly agreement: Agreement
  readonly stale: boolean
  readonly btcPrice?: BaseValue | undefined
}

/** An answer's block in the words of the public contracts. */
export const asOf = (block: BlockRef, { finality, agreement, stale, btcPrice }: Standing): AsOf => ({
  chainId: block.chainId,
  blockNumber: Number(block.number),
  blockHash: block.hash,
  blockTimestamp: isoTime(block.timestamp),
  finality,
  btcPriceUsd: btcPrice === undefined ? null : usd(btcPrice),
  agreement,
  stale,
})

/** ISO 8601 in UTC, whole seconds. */
export const isoTime = (seconds: bigint): string =>
  new Date(Number(seconds) * 1_000).toISOString().replace('.000Z', 'Z')
