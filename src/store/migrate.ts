import { Migrator } from 'kysely'
import { toStoreError } from './guarded.ts'
import { migrations } from './migrations.ts'
import { StoreError } from './store-error.ts'
import type { Database } from './tables.ts'

/**
 * Brings a database to this version, all or nothing, and names what it applied; nothing when it was there already.
 * Several processes may call it at once: one does the work, the others wait.
 * @throws StoreError `store_newer` when a later version of Redline has been here.
 */
export async function migrate(db: Database): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const { unknown } = await levelOf(db)
  if (unknown.length > 0)
    throw new StoreError('store_newer', `The store is of a later version: it has ${unknown.join(', ')}.`, {
      unknown: unknown.join(','),
    })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) throw toStoreError(error)
  return results.map(({ migrationName }) => migrationName)
}

/** Which migrations of this version a database lacks, and which it has that this version does not know. */
export async function levelOf(
  db: Database,
): Promise<{ readonly missing: readonly string[]; readonly unknown: readonly string[] }> {
  const known = Object.keys(migrations)
  const applied = await appliedNames(db)
  return {
    missing: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  }
}

async function appliedNames(db: Database): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'kysely_migration')) return []
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute()
  return rows.map(({ name }) => name)
}
