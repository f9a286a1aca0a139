import type { Environment } from '../config/env.ts'
import { openStore, type StoreLocation } from '../store/open.ts'

/** Where the environment puts the store: a PostgreSQL server, or the embedded database in the data folder. */
export const storeLocation = ({ databaseUrl, dataDir }: Environment): StoreLocation =>
  databaseUrl === undefined ? { dataDir } : { databaseUrl }

/** Brings the store to this version; answers what that took. */
export async function migrateStore(environment: Environment): Promise<readonly string[]> {
  const store = await openStore(storeLocation(environment))
  await store.close()
  return store.migrated
}
