import { sql } from 'kysely'
import type { StoreTransaction } from './tables.ts'

/** Makes every segment that ends at or below a block final, and forgets how to undo it. */
export async function finalize(tx: StoreTransaction, chainId: number, upTo: bigint): Promise<void> {
  await sql`
    with settled as (
      update block_commit set final = true
      where chain = ${chainId}::bigint and number <= ${upTo}::bigint and not final
      returning hash
    )
    delete from undo using settled where undo.chain = ${chainId}::bigint and undo.end_hash = settled.hash`.execute(
    tx,
  )
}
