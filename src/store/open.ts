import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { startEmbeddedDatabase } from './embedded-database.ts'
import { guarded } from './guarded.ts'
import { acquireLock, type LockFile, type Reachable } from './lock-file.ts'
import { migrate } from './migrate.ts'
import { serverPool } from './server-pool.ts'
import { type Store, storeOn } from './store.ts'
import type { Database, Tables } from './tables.ts'

/** Where the store is: a PostgreSQL server, or a folder that the embedded database keeps. */
export type StoreLocation = { readonly databaseUrl: string } | { readonly dataDir: string }

/** A store in use by this process. */
export type OpenStore = Store & {
  /** The migrations that opening it applied. */
  readonly migrated: readonly string[]
  /** Tells other commands on the same folder where this process answers; of no effect with a server. */
  readonly publish: (reachable: Reachable) => Promise<void>
  /** Waits for running calls, then ends the connections, the embedded database and the lock, in this order. */
  readonly close: () => Promise<void>
}

/**
 * Opens the store and brings it to this version.
 * @throws StoreError `store_in_use` when another process has the folder open, `store_newer`, `store_unavailable`,
 * `store_failed`.
 */
export async function openStore(location: StoreLocation): Promise<OpenStore> {
  const closers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer()
  }
  try {
    const { db, publish } = await connect(location, closers)
    const migrated = await guarded(() => migrate(db))
    return { ...storeOn(db, 'databaseUrl' in location), migrated, publish, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Connects to a store as it is. What has to be ended afterwards, in reverse order, is added to `closers`, also where this
 * fails half way.
 * @throws StoreError as `openStore`, `store_newer` aside.
 */
export async function connect(
  location: StoreLocation,
  closers: (() => Promise<void>)[],
): Promise<{ readonly db: Database } & Pick<Connected, 'publish'>> {
  const { pool, publish } =
    'dataDir' in location
      ? await guarded(() => embedded(location.dataDir, closers))
      : server(location.databaseUrl)
  // A connection that breaks while idle is replaced; one that breaks in use fails the call that uses it.
  pool.on('error', () => undefined)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  closers.push(() => db.destroy())
  return { db, publish }
}

type Connected = { readonly pool: pg.Pool; readonly publish: LockFile['publish'] }

async function embedded(dataDir: string, closers: (() => Promise<void>)[]): Promise<Connected> {
  const lock = await acquireLock(dataDir)
  closers.push(lock.release)
  const folder = join(dataDir, 'store')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { host, port, stop } = await startEmbeddedDatabase(folder)
  closers.push(stop)
  // One connection, kept for good: the embedded database is a single session.
  const pool = new pg.Pool({
    host,
    port,
    user: 'postgres',
    database: 'postgres',
    max: 1,
    idleTimeoutMillis: 0,
    types,
  })
  return { pool, publish: lock.publish }
}

function server(databaseUrl: string): Connected {
  return { pool: serverPool(databaseUrl, types), publish: async () => undefined }
}

/** SQL's bigint arrives as a bigint; all else as the driver reads it. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 && format !== 'binary' ? BigInt : pg.types.getTypeParser(oid, format),
}
