import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { acquireLock, lockHolder } from './lock-file.ts'
import { runningProcess } from './running-process.ts'

let dataDir: string
const lockFile = (): string => join(dataDir, 'store.lock')
const leave = (holder: object): Promise<void> => writeFile(lockFile(), JSON.stringify(holder))

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'redline-lock-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

test('error: store_in_use, within one process too', async () => {
  const lock = await acquireLock(dataDir)
  await expect(acquireLock(dataDir)).rejects.toMatchObject({
    name: 'StoreError',
    code: 'store_in_use',
    context: { pid: process.pid, host: hostname(), path: lockFile() },
  })
  await lock.release()
  await (await acquireLock(dataDir)).release()
  expect(await readdir(dataDir)).toEqual([])
})

test('behaviour: the holder publishes where it answers', async () => {
  const lock = await acquireLock(dataDir)
  expect(await lockHolder(dataDir)).toMatchObject({ pid: process.pid, address: undefined })
  await lock.publish({ address: 'http://127.0.0.1:4000', token: 'secret' })
  expect((await stat(lockFile())).mode & 0o777).toBe(0o600)
  expect(await lockHolder(dataDir)).toMatchObject({
    pid: process.pid,
    address: 'http://127.0.0.1:4000',
    token: 'secret',
  })
  await lock.release()
  expect(await lockHolder(dataDir)).toBeUndefined()
})

test('behaviour: a lock whose pid another process has now is taken over', async () => {
  await leave({ pid: process.pid, host: hostname(), started: 'an earlier time' })
  expect(await lockHolder(dataDir)).toBeUndefined()
  const lock = await acquireLock(dataDir)
  const own = await runningProcess(process.pid)
  expect(JSON.parse(await readFile(lockFile(), 'utf8'))).toMatchObject({ started: own?.started })
  await lock.release()
})

test('error: store_in_use, when nobody can tell whether the holder runs', async () => {
  for (const holder of [{ pid: 1, host: 'another machine' }, { neither: true }]) {
    await leave(holder)
    await expect(acquireLock(dataDir)).rejects.toMatchObject({ code: 'store_in_use' })
    expect(JSON.parse(await readFile(lockFile(), 'utf8'))).toEqual(holder)
  }
})
