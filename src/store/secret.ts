import type { Database } from './tables.ts'

/** The bytes under a name. Of several processes that come at once with fresh ones, all get those of the first. */
export async function keptSecret(db: Database, name: string, fresh: Uint8Array): Promise<Uint8Array> {
  await db
    .insertInto('secret')
    .values({ name, value: Buffer.from(fresh) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { value } = await db
    .selectFrom('secret')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return value
}
