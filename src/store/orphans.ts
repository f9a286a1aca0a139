import { sql } from 'kysely'
import type { Hex } from '../core/address.ts'
import type { FactRecord } from '../core/fact-record.ts'
import type { Database } from './tables.ts'

/** A fact of a block that left the canonical chain; kept for the audit. */
export type OrphanedFact = FactRecord & {
  readonly block: bigint
  readonly blockHash: Hex
  readonly orphanedAt: Date
}

/** The orphans of the blocks `from` to `to`, by block, in the order in which they left. */
export async function readOrphans(
  db: Database,
  chainId: number,
  from: bigint,
  to: bigint,
): Promise<readonly OrphanedFact[]> {
  const { rows } = await sql<OrphanedFact>`
    select market, kind, key, value, block, block_hash as "blockHash", orphaned_at as "orphanedAt" from fact_orphan
    where chain = ${chainId}::bigint and block between ${from}::bigint and ${to}::bigint
    order by block, orphaned_at, key, kind, market`.execute(db)
  return rows
}
