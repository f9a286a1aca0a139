import type { Generated, Kysely, Transaction } from 'kysely'
import type { Hex } from '../core/address.ts'
import type { HappeningRow } from './happening-row.ts'

/**
 * The store's tables as the migrations make them. SQL's `bigint` is a bigint here, so that no number from a chain is
 * ever rounded.
 */
export type Tables = {
  /** One row for each segment end of the canonical chain. */
  readonly block_commit: {
    /** Grows with every commit and is never used twice: followers read from the last one they saw. */
    readonly seq: Generated<bigint>
    readonly chain: bigint
    readonly number: bigint
    readonly hash: Hex
    /** The end before it. */
    readonly parent_hash: Hex
    readonly timestamp: bigint
    readonly final: boolean
  }
  readonly segment: {
    readonly chain: bigint
    readonly end_number: bigint
    readonly end_hash: Hex
    readonly payload: Buffer
  }
  readonly fact: FactRow
  /** The latest value of each key. */
  readonly fact_head: FactRow
  /** What the heads were before a segment that may still be rolled back. */
  readonly undo: { readonly chain: bigint; readonly end_hash: Hex; readonly part: number }
  /** Facts of blocks that left the canonical chain. */
  readonly fact_orphan: FactRow & { readonly block_hash: Hex; readonly orphaned_at: Generated<Date> }
  /** What happened in the blocks of the canonical chain, by the place of its log. */
  readonly happening: HappeningRow
  /** What happened in blocks that left it. */
  readonly happening_orphan: HappeningRow & { readonly orphaned_at: Generated<Date> }
  /** The last block that a chain had when happenings were first kept; absent where there was none. */
  readonly happening_start: { readonly chain: bigint; readonly block: bigint }
  readonly checkpoint: {
    readonly chain: bigint
    readonly number: bigint
    readonly block_hash: Hex
    readonly content_hash: string
  }
  /** A checkpoint's bytes in pieces: one message of that size would be copied again and again on its way. */
  readonly checkpoint_part: {
    readonly chain: bigint
    readonly number: bigint
    readonly part: number
    readonly payload: Buffer
  }
  /** Answers that were given, compressed, to be shown again. */
  readonly answer: {
    readonly id: string
    readonly created_at: Date
    readonly expires_at: Date
    readonly content_type: string
    readonly payload: Buffer
  }
  /** What this installation signs with. */
  readonly secret: { readonly name: string; readonly value: Buffer }
  readonly progress: { readonly chain: bigint; readonly name: string; readonly value: string }
}

/** A connection to the store; transactions are connections too. */
export type Database = Kysely<Tables>
/** Everything that changes the store runs in one of these. */
export type StoreTransaction = Transaction<Tables>

type FactRow = {
  readonly chain: bigint
  readonly market: string
  readonly kind: string
  readonly key: string
  readonly block: bigint
  readonly value: string
}
