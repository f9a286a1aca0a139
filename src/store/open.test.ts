import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startEmbeddedDatabase } from './embedded-database.ts'
import { openStore } from './open.ts'

/** A migrated store that each test copies: making a database takes seconds. */
let made: string
let migrated: readonly string[]
let dataDir: string

beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'redline-made-'))
  const store = await openStore({ dataDir: made })
  migrated = store.migrated
  await store.close()
})
afterAll(() => rm(made, { recursive: true }))
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'redline-open-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

/** Runs SQL on the folder's database beside any store. */
async function sql(...statements: readonly string[]): Promise<void> {
  const { host, port, stop } = await startEmbeddedDatabase(join(dataDir, 'store'))
  const client = new pg.Client({ host, port, user: 'postgres', database: 'postgres' })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
    await stop()
  }
}

test('behaviour: a store is migrated once, and closing it frees the folder', async () => {
  expect(migrated).toEqual(['0001_facts', '0002_alerts', '0003_answers', '0004_happenings'])
  await cp(made, dataDir, { recursive: true })
  const store = await openStore({ dataDir })
  expect(store.migrated).toEqual([])
  await store.close()
  await store.close()
  expect(await readdir(dataDir)).toEqual(['store'])
})

test('behaviour: alerts and the outbox only grow', async () => {
  await cp(made, dataDir, { recursive: true })
  await sql(`insert into alert (key, revision, state, type, rule_id, severity, subject, observed_at, raised_at, late, body)
    values ('k', 1, 'active', 'test', 'r', 'info', 's', now(), now(), false, '{}')`)
  await sql(`insert into outbox (endpoint, sequence, webhook_id, type, alert_key, alert_revision, body, created_at)
    values ('e', 1, 'w', 'test', 'k', 1, '{}', now())`)
  for (const table of ['alert', 'outbox'])
    await expect(sql(`update ${table} set body = ''`)).rejects.toThrow('only grows')
})

test('error: store_newer, and the folder is free again', async () => {
  await cp(made, dataDir, { recursive: true })
  await sql(`insert into kysely_migration (name, timestamp) values ('9999_later', '')`)
  await expect(openStore({ dataDir })).rejects.toMatchObject({ code: 'store_newer' })
  expect(await readdir(dataDir)).toEqual(['store'])
})

test('error: store_failed on a folder that is no database, which stays as it was', async () => {
  await mkdir(join(dataDir, 'store'))
  await writeFile(join(dataDir, 'store', 'PG_VERSION'), 'not one')
  await expect(openStore({ dataDir })).rejects.toMatchObject({ name: 'StoreError', code: 'store_failed' })
  expect(await readdir(dataDir)).toEqual(['store'])
})

test('error: store_unavailable when no server listens', async () => {
  const databaseUrl = `postgresql:///postgres?host=${encodeURIComponent(dataDir)}&user=redline`
  await expect(openStore({ databaseUrl })).rejects.toMatchObject({
    code: 'store_unavailable',
    retryable: true,
  })
})
