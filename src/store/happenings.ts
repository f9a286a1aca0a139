import { sql } from 'kysely'
import type { Hex } from '../core/address.ts'
import type { Happening } from '../core/happening.ts'
import { type HappeningRow, happeningOf, rowOf } from './happening-row.ts'
import { StoreError } from './store-error.ts'
import type { Database, StoreTransaction } from './tables.ts'

/** The end of a segment and what happened in it. */
export type SegmentHappenings = {
  readonly chainId: number
  readonly number: bigint
  readonly happenings: readonly Happening[]
}

/** Keeps what happened in a segment that is being committed; a place that is taken already ends the transaction. */
export async function putHappenings(
  tx: StoreTransaction,
  { number, happenings }: SegmentHappenings,
): Promise<void> {
  if (happenings.length === 0) return
  const rows = JSON.stringify(happenings.map((happening) => rowOf(happening, number)))
  await sql`insert into happening select * from jsonb_populate_recordset(null::happening, ${rows}::jsonb)`.execute(
    tx,
  )
}

/**
 * Holds what is said to have happened in a segment that is stored already against what is stored of it.
 * @throws StoreError `facts_diverged` when there is any difference.
 */
export async function expectHappenings(
  tx: StoreTransaction,
  { chainId, number, happenings }: SegmentHappenings,
): Promise<void> {
  const { rows } = await sql<HappeningRow>`
    select * from happening where chain = ${chainId}::bigint and end_block = ${number}::bigint
    order by block, log_index`.execute(tx)
  const written = (list: readonly Happening[]): string =>
    JSON.stringify(list.map((happening) => rowOf(happening, number)))
  if (written(rows.map(happeningOf)) === written(happenings)) return
  throw new StoreError(
    'facts_diverged',
    `Of block ${number}, ${rows.length} happenings are stored already, and not the ${happenings.length} that were given.`,
    { chainId, number, stored: rows.length, given: happenings.length },
  )
}

/** Makes orphans of what happened in a segment that leaves the chain. */
export async function orphanHappenings(tx: StoreTransaction, chainId: number, number: bigint): Promise<void> {
  await sql`
    with gone as (
      delete from happening where chain = ${chainId}::bigint and end_block = ${number}::bigint returning *
    )
    insert into happening_orphan select now(), gone.* from gone`.execute(tx)
}

/** Something that happened in a block which left the canonical chain; kept for the audit. */
export type OrphanedHappening = { readonly happening: Happening; readonly orphanedAt: Date }

/** The orphans of the blocks `from` to `to`, by place, in the order in which they left. */
export async function readOrphanedHappenings(
  db: Database,
  chainId: number,
  from: bigint,
  to: bigint,
): Promise<readonly OrphanedHappening[]> {
  const { rows } = await sql<HappeningRow & { readonly orphaned_at: Date; readonly block_hash: Hex }>`
    select * from happening_orphan
    where chain = ${chainId}::bigint and block between ${from}::bigint and ${to}::bigint
    order by block, orphaned_at, block_hash, log_index`.execute(db)
  return rows.map(({ orphaned_at: orphanedAt, ...row }) => ({ happening: happeningOf(row), orphanedAt }))
}
