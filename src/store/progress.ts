import type { Database } from './tables.ts'

/** What was noted under a name, if anything. */
export async function getProgress(db: Database, chainId: number, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('progress')
    .select('value')
    .where('chain', '=', BigInt(chainId))
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value
}

/** Notes a value under a name, in place of an earlier one. */
export async function putProgress(db: Database, chainId: number, name: string, value: string): Promise<void> {
  await db
    .insertInto('progress')
    .values({ chain: BigInt(chainId), name, value })
    .onConflict((conflict) => conflict.columns(['chain', 'name']).doUpdateSet({ value }))
    .execute()
}

/** Forgets a note; one that is not there is no error. */
export async function dropProgress(db: Database, chainId: number, name: string): Promise<void> {
  await db.deleteFrom('progress').where('chain', '=', BigInt(chainId)).where('name', '=', name).execute()
}
