import { sql } from 'kysely'
import { guarded } from './guarded.ts'
import { levelOf } from './migrate.ts'
import { connect, type StoreLocation } from './open.ts'

/** A database as it is, before anything is changed in it. */
export type DatabaseCondition = {
  /** PostgreSQL's major version. */
  readonly version: number
  /** Milliseconds since 1970 by the database's clock, and by ours in the middle of asking for it. */
  readonly databaseTime: number
  readonly ownTime: number
  /** Migrations of this version that it lacks, and those that this version does not know. */
  readonly missing: readonly string[]
  readonly unknown: readonly string[]
}

/**
 * Opens a store, looks, and closes it; changes nothing, but takes the lock of a folder for that time.
 * @throws StoreError `store_in_use`, `store_unavailable`, `store_failed`.
 */
export async function examineDatabase(
  location: StoreLocation,
  now: () => number,
): Promise<DatabaseCondition> {
  const closers: (() => Promise<void>)[] = []
  try {
    const { db } = await connect(location, closers)
    return await guarded(async () => {
      const level = await levelOf(db)
      const before = now()
      const { rows } = await sql<{ version: number; ms: number }>`
        select current_setting('server_version_num')::int / 10000 as version,
          (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`.execute(db)
      const ownTime = (before + now()) / 2
      const [{ version, ms } = { version: 0, ms: ownTime }] = rows
      return { ...level, version, databaseTime: ms, ownTime }
    })
  } finally {
    for (const close of closers.toReversed()) await close()
  }
}
