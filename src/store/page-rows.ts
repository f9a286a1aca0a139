import { type RawBuilder, sql } from 'kysely'
import type { StoreTransaction } from './tables.ts'

/** Rows a page: some megabytes. */
const PAGE = 10_000

/**
 * Hands a query's rows over page by page, so that millions are never held twice. `take` is synchronous on purpose:
 * one that waited for the store would wait for the connection that it holds itself.
 */
export async function pageRows<Row>(
  tx: StoreTransaction,
  query: RawBuilder<Row>,
  take: (page: readonly Row[]) => void,
): Promise<void> {
  await sql`declare pages no scroll cursor for ${query}`.execute(tx)
  for (;;) {
    const { rows } = await sql<Row>`fetch forward ${sql.lit(PAGE)} from pages`.execute(tx)
    if (rows.length === 0) break
    take(rows)
  }
  await sql`close pages`.execute(tx)
}
