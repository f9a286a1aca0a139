import { type SelectQueryBuilder, sql } from 'kysely'
import type { Hex } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import { type Timestamp, timestamp } from '../core/units.ts'
import { StoreError } from './store-error.ts'
import type { Database, StoreTransaction, Tables } from './tables.ts'

/** The last block of a committed segment, at which its facts were read. */
export type SegmentEnd = BlockRef & {
  /** The end before it: the parent of the segment's first block. */
  readonly parentHash: Hex
  /** Whether the chain can no longer take it back. */
  readonly final: boolean
}

/** An end with the number of its commit: while it stays, nothing at or below the end was taken back. */
export type CommittedEnd = SegmentEnd & { readonly seq: bigint }

/** The newest committed end of a chain. */
export async function lastEnd(db: Database, chainId: number): Promise<SegmentEnd | undefined> {
  const [end] = await selectEnds(db, chainId, (ends) => ends.orderBy('number', 'desc').limit(1))
  return end
}

/** The ends to which a chain can be rolled back, oldest first: the last final one, and all that are not final. */
export async function tailOf(db: Database, chainId: number): Promise<readonly SegmentEnd[]> {
  const chain = BigInt(chainId)
  const lastFinal = db
    .selectFrom('block_commit')
    .select((row) => row.fn.max('number').as('number'))
    .where('chain', '=', chain)
    .where('final', '=', true)
  return selectEnds(db, chainId, (ends) =>
    ends.where(sql<boolean>`number >= coalesce((${lastFinal}), 0)`).orderBy('number', 'asc'),
  )
}

/**
 * The last end at or below a block.
 * @throws StoreError `not_stored` when the block is outside of what the store holds, whose range it names.
 */
export async function endAt(db: Database, chainId: number, block: bigint): Promise<CommittedEnd> {
  const [end] = await selectCommitted(db, chainId, (ends) =>
    ends.where('number', '<=', block).orderBy('number', 'desc').limit(1),
  )
  const last = await lastEnd(db, chainId)
  if (end !== undefined && last !== undefined && block <= last.number) return end
  const [first] = await selectEnds(db, chainId, (ends) => ends.orderBy('number', 'asc').limit(1))
  const held = first === undefined ? 'nothing' : `blocks ${first.number} to ${last?.number}`
  throw new StoreError(
    'not_stored',
    `Block ${block} of chain ${chainId} is not stored; ${held} of it can be read.`,
    { chainId, block, from: first?.number, to: last?.number },
  )
}

/** The newest final end that is not younger than a moment; absent where none is that old. */
export async function finalEndBefore(
  db: Database,
  chainId: number,
  moment: Timestamp,
): Promise<SegmentEnd | undefined> {
  const [end] = await selectEnds(db, chainId, (ends) =>
    ends.where('final', '=', true).where('timestamp', '<=', moment).orderBy('number', 'desc').limit(1),
  )
  return end
}

/** The final ends above a block, oldest first, at most so many. */
export const finalEnds = (
  db: Database,
  chainId: number,
  after: bigint,
  limit: number,
): Promise<readonly SegmentEnd[]> =>
  selectEnds(db, chainId, (ends) =>
    ends.where('number', '>', after).where('final', '=', true).orderBy('number', 'asc').limit(limit),
  )

/** Committed ends of a chain, as `narrow` chooses and orders them. */
export async function selectEnds(
  db: Database,
  chainId: number,
  narrow: (ends: EndQuery) => EndQuery,
): Promise<readonly SegmentEnd[]> {
  const ends = await selectCommitted(db, chainId, narrow)
  return ends.map(({ seq: _, ...end }) => end)
}

async function selectCommitted(
  db: Database,
  chainId: number,
  narrow: (ends: EndQuery) => EndQuery,
): Promise<readonly CommittedEnd[]> {
  const ends = db
    .selectFrom('block_commit')
    .select(['seq', 'number', 'hash', 'parent_hash', 'timestamp', 'final'])
    .where('chain', '=', BigInt(chainId))
  const rows = await narrow(ends).execute()
  return rows.map(({ seq, number, hash, parent_hash: parentHash, timestamp: time, final }) => ({
    seq,
    chainId,
    number,
    hash,
    parentHash,
    timestamp: timestamp(time),
    final,
  }))
}

/** Makes this transaction the only one that changes the chain; a second writer waits for its end. */
export async function lockChain(tx: StoreTransaction, chainId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`redline/${chainId}`}, 0))`.execute(tx)
}

type EndQuery = SelectQueryBuilder<
  Tables,
  'block_commit',
  // Generated columns are plain ones when they are read.
  {
    readonly [Column in
      | 'number'
      | 'hash'
      | 'parent_hash'
      | 'timestamp'
      | 'final']: Tables['block_commit'][Column]
  } & {
    readonly seq: bigint
  }
>
