import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { examineDatabase } from './examine-database.ts'
import { examineFolder } from './examine-folder.ts'
import { connect, openStore } from './open.ts'

let above: string
let dataDir: string
beforeEach(async () => {
  above = await mkdtemp(join(tmpdir(), 'redline-examine-'))
  dataDir = join(above, 'not', 'there')
})
afterEach(() => rm(above, { recursive: true }))

const now = () => Date.now()

test('behaviour: a folder that is not there is judged by the one above it, and not made', async () => {
  expect(await examineFolder(dataDir)).toMatchObject({
    exists: false,
    isWritable: true,
    freeBytes: expect.any(Number),
    storeBytes: undefined,
    holder: undefined,
  })
  expect((await examineFolder(above)).exists).toBe(true)
  expect((await examineFolder(dataDir)).exists).toBe(false)
})

test('behaviour: a folder in use names its holder, and its database is not touched', async () => {
  const store = await openStore({ dataDir })
  await store.publish({ address: 'http://127.0.0.1:4000', token: 'secret' })
  const found = await examineFolder(dataDir)
  expect(found.holder).toMatchObject({ pid: process.pid, isAlive: true, address: 'http://127.0.0.1:4000' })
  expect(found.storeBytes).toBeGreaterThan(1_000_000)
  await expect(examineDatabase({ dataDir }, now)).rejects.toMatchObject({ code: 'store_in_use' })
  await store.close()
  expect((await examineFolder(dataDir)).holder).toBeUndefined()
})

test('behaviour: a lock that a dead process left is told from a living one’s', async () => {
  await mkdir(dataDir, { recursive: true })
  const left = { pid: process.pid, host: hostname(), started: 'an earlier time' }
  await writeFile(join(dataDir, 'store.lock'), JSON.stringify(left))
  expect((await examineFolder(dataDir)).holder).toMatchObject({ pid: process.pid, isAlive: false })
})

test('behaviour: looking at a database tells its level and clock, and migrates nothing', async () => {
  const closers: (() => Promise<void>)[] = []
  await connect({ dataDir }, closers)
  for (const close of closers.toReversed()) await close()
  const empty = await examineDatabase({ dataDir }, now)
  expect(empty.missing.length).toBeGreaterThan(0)
  expect(empty.unknown).toEqual([])
  expect(empty.version).toBeGreaterThanOrEqual(14)
  // One machine has one clock; what is left is the time of asking.
  expect(Math.abs(empty.databaseTime - empty.ownTime)).toBeLessThan(60_000)
  expect((await examineDatabase({ dataDir }, now)).missing).toEqual(empty.missing)
  const store = await openStore({ dataDir })
  expect(store.migrated).toEqual(empty.missing)
  await store.close()
  expect((await examineDatabase({ dataDir }, now)).missing).toEqual([])
})
