import type { Hex } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { ChosenAccounts, MarketExcerpt } from '../../core/book/market-excerpt.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { AnswerTo, AskedBook, BookQuestion } from '../../core/risk/questions.ts'

/** A whole book at a segment end, as it is stored. */
export type StoredCheckpoint = {
  readonly number: bigint
  readonly blockHash: Hex
  readonly contentHash: string
  readonly payload: Uint8Array
}

/** What a past state is read from. */
export type PastStorePort = {
  /** The last segment end at or below a block. */
  readonly endAt: (chainId: number, block: bigint) => Promise<BlockRef>
  /** Hands over the nearest checkpoint and the facts after it; fails with `chain_moved` where the end left meanwhile. */
  readonly asOf: (
    chainId: number,
    block: bigint,
    reader: {
      readonly base: (checkpoint: StoredCheckpoint) => Promise<void>
      readonly facts: (page: readonly FactRecord[]) => Promise<void>
    },
  ) => Promise<BlockRef>
  readonly dropCheckpoint: (chainId: number, number: bigint) => Promise<void>
}

/** A book as of a segment end, away from the main thread. */
export type PastBook = {
  readonly hash: () => Promise<Hex>
  readonly checkpoint: () => Promise<{ readonly contentHash: Hex; readonly payload: Uint8Array }>
  /** A market with some of its accounts; see `marketExcerpt`. */
  readonly excerpt: (market: string, choice: ChosenAccounts) => Promise<MarketExcerpt>
  /** See `askBook`. */
  readonly ask: <Question extends BookQuestion>(asked: AskedBook<Question>) => Promise<AnswerTo<Question>>
}

/** Where past books are rebuilt. */
export type RebuildPort = {
  /** Lends a place to rebuild in, the one that holds the wanted book already if there is one. */
  readonly borrow: <T>(wanted: string, work: (place: RebuildPlace) => Promise<T>) => Promise<T>
}

/** A place that holds one book at a time. */
export type RebuildPlace = PastBook & {
  /** The name of the book that it holds. */
  readonly holds: () => string | undefined
  readonly rebuild: (
    name: string,
    chainId: number,
    give: (parts: {
      readonly base: (checkpoint: { readonly payload: Uint8Array }) => Promise<void>
      readonly facts: (page: readonly FactRecord[]) => Promise<void>
    }) => Promise<unknown>,
  ) => Promise<void>
}
