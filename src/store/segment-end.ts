import { type SelectQueryBuilder, sql } from 'kysely'
import type { Hex } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import { timestamp } from '../core/units.ts'
import type { Database, StoreTransaction, Tables } from './tables.ts'

/** The last block of a committed segment, at which its facts were read. */
export type SegmentEnd = BlockRef & {
  /** The end before it: the parent of the segment's first block. */
  readonly parentHash: Hex
  /** Whether the chain can no longer take it back. */
  readonly final: boolean
}

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

/** Committed ends of a chain, as `narrow` chooses and orders them. */
export async function selectEnds(
  db: Database,
  chainId: number,
  narrow: (ends: EndQuery) => EndQuery,
): Promise<readonly SegmentEnd[]> {
  const ends = db
    .selectFrom('block_commit')
    .select(['number', 'hash', 'parent_hash', 'timestamp', 'final'])
    .where('chain', '=', BigInt(chainId))
  const rows = await narrow(ends).execute()
  return rows.map(({ number, hash, parent_hash: parentHash, timestamp: time, final }) => ({
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
  Pick<Tables['block_commit'], 'number' | 'hash' | 'parent_hash' | 'timestamp' | 'final'>
>
