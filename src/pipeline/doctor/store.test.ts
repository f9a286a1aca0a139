import { describe, expect, it } from 'vitest'
import { RedlineError } from '../../core/errors.ts'
import { examineDatabase, type FoundDatabase } from './database.ts'
import { examineFolder, type FoundFolder } from './folder.ts'

const database: FoundDatabase = { version: 18, databaseTime: 1_000, ownTime: 1_000, missing: [], unknown: [] }
const folder: FoundFolder = {
  dataDir: './data',
  exists: true,
  isWritable: true,
  freeBytes: 2 * 1024 ** 3,
  storeBytes: 1_536,
  holder: undefined,
}
const holder = { pid: 7, host: 'here', address: 'http://127.0.0.1:1', isAlive: true }

const databaseCodes = async (changes: Partial<FoundDatabase>) =>
  (await examineDatabase('db', async () => ({ ...database, ...changes }))).flatMap(({ code }) => code ?? [])
const folderCodes = async (changes: Partial<FoundFolder>) =>
  (await examineFolder(async () => ({ ...folder, ...changes }))).findings.flatMap(({ code }) => code ?? [])

describe('examineDatabase', () => {
  it.each([
    [{}, []],
    [{ version: 14, databaseTime: 6_000 }, []],
    [{ version: 13 }, ['database_too_old']],
    [{ missing: ['0002'] }, ['store_older']],
    [{ unknown: ['9999'], missing: ['0002'] }, ['store_newer']],
    [{ databaseTime: 6_001 }, ['clock_skew']],
    [{ ownTime: 6_001 }, ['clock_skew']],
  ])('behaviour: %j comes to %j', async (changes, codes) => {
    expect(await databaseCodes(changes)).toEqual(codes)
  })

  it('error: what ends the look is the finding', async () => {
    const away = new RedlineError({ code: 'store_unavailable', happened: 'Away.', remedy: 'Start it.' })
    expect(await examineDatabase('db', () => Promise.reject(away))).toEqual([
      { subject: 'db', verdict: 'failed', found: 'Away.', remedy: 'Start it.', code: 'store_unavailable' },
    ])
  })
})

describe('examineFolder', () => {
  it.each([
    [{}, [], true],
    [{ storeBytes: undefined }, [], false],
    [{ isWritable: false }, ['folder_not_writable'], false],
    [{ freeBytes: 2 * 1024 ** 3 - 1 }, ['disk_almost_full'], true],
    [{ holder }, [], false],
    [{ holder: { ...holder, isAlive: false } }, [], true],
  ])(
    'behaviour: %j comes to %j, and whether its database may be opened is %s',
    async (changes, codes, open) => {
      expect(await folderCodes(changes)).toEqual(codes)
      expect((await examineFolder(async () => ({ ...folder, ...changes }))).canOpen).toBe(open)
    },
  )

  it('behaviour: says who has it open and where they answer, or that they are dead', async () => {
    const { findings } = await examineFolder(async () => ({ ...folder, holder }))
    expect(findings.map(({ found }) => found)).toEqual([
      'It can be written and holds a store of 1.5 KiB.',
      '2.0 GiB are free on its disk.',
      'Process 7 on here has it open and answers at http://127.0.0.1:1; its database is left alone.',
    ])
    const dead = await examineFolder(async () => ({ ...folder, holder: { ...holder, isAlive: false } }))
    expect(dead.findings[2]?.found).toMatch(/^Process 7 left its lock and is dead/)
  })
})
