import { sql } from 'kysely'
import type { StoreTransaction } from './tables.ts'

/** What retention left. `from` is the oldest block that can still be read; absent when nothing final is that old. */
export type Pruned = { readonly from: bigint | undefined; readonly facts: bigint }

/**
 * Deletes what no reading as of `before` or a later block needs: replaced facts, older checkpoints, segments with
 * what happened in them, and ends. Only final blocks are touched. What left the chain in a reorg stays until `dropOrphans`.
 */
export async function prune(tx: StoreTransaction, chainId: number, before: bigint): Promise<Pruned> {
  const chain = BigInt(chainId)
  const floor = await tx
    .selectFrom('block_commit')
    .select((row) => row.fn.max('number').as('number'))
    .where('chain', '=', chain)
    .where('number', '<=', before)
    .where('final', '=', true)
    .executeTakeFirst()
  const from = floor?.number ?? undefined
  if (from === undefined) return { from, facts: 0n }
  // Years of facts may go at once, which takes longer than a statement may otherwise.
  await sql`set local statement_timeout = 0`.execute(tx)
  const { numAffectedRows: facts = 0n } = await sql`
    delete from fact where chain = ${chainId}::bigint and block < ${from}::bigint and exists (
      select from fact as newer
      where newer.key = fact.key and newer.kind = fact.kind and newer.market = fact.market and newer.chain = fact.chain
        and newer.block > fact.block and newer.block <= ${from}::bigint
    )`.execute(tx)
  await sql`
    delete from checkpoint where chain = ${chainId}::bigint and number < (
      select max(number) from checkpoint where chain = ${chainId}::bigint and number <= ${from}::bigint
    )`.execute(tx)
  await tx.deleteFrom('happening').where('chain', '=', chain).where('end_block', '<', from).execute()
  await tx.deleteFrom('segment').where('chain', '=', chain).where('end_number', '<', from).execute()
  await tx.deleteFrom('block_commit').where('chain', '=', chain).where('number', '<', from).execute()
  return { from, facts }
}

/** Deletes the facts that left the chain before a moment, and what happened beside them; answers how many facts. */
export async function dropOrphans(tx: StoreTransaction, chainId: number, before: Date): Promise<bigint> {
  await tx
    .deleteFrom('happening_orphan')
    .where('chain', '=', BigInt(chainId))
    .where('orphaned_at', '<', before)
    .execute()
  const { numDeletedRows } = await tx
    .deleteFrom('fact_orphan')
    .where('chain', '=', BigInt(chainId))
    .where('orphaned_at', '<', before)
    .executeTakeFirst()
  return numDeletedRows
}
