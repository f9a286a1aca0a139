import { sql } from 'kysely'
import type { Database, Tables } from './tables.ts'

/** Those whose rows come and go with every segment, or every day. */
const CHURNING = [
  'undo',
  'fact_head',
  'fact',
  'fact_orphan',
  'segment',
  'block_commit',
  'checkpoint',
  'checkpoint_part',
  'progress',
] as const satisfies readonly (keyof Tables)[]

/**
 * Gives the room of deleted rows back. A server does so by itself; the embedded database has nobody for it, and keeps
 * every undo record that it ever wrote. Table by table, so that other calls have their turn in between.
 */
export async function vacuum(db: Database, hasCleaner: boolean): Promise<void> {
  if (hasCleaner) return
  for (const table of CHURNING) await sql`vacuum (analyze) ${sql.table(table)}`.execute(db)
}
