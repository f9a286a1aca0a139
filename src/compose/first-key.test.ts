import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readEnvironment } from '../config/env.ts'
import { apiKeys } from './first-key.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'redline-key-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const OPEN = { REDLINE_HOST: '0.0.0.0', REDLINE_FIRST_KEY: '1' }
const file = () => join(dataDir, 'first-key.json')

async function start(variables: Readonly<Record<string, string>>) {
  const said: string[] = []
  const environment = readEnvironment({ REDLINE_DATA_DIR: dataDir, ...variables })
  const keys = await apiKeys(environment, (text) => said.push(text))
  return { keys, said: said.join('\n') }
}

describe('apiKeys', () => {
  it('behaviour: the first start makes a read key and says it; later ones know it and say nothing', async () => {
    const { keys, said } = await start(OPEN)
    const [, key = ''] = /Bearer ([\w-]{43})'/.exec(said) ?? []
    const sha256 = createHash('sha256').update(key).digest('hex')
    expect(keys).toEqual([{ name: 'first', role: 'read', sha256 }])
    expect(await readFile(file(), 'utf8')).not.toContain(key)
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    expect(await start(OPEN)).toEqual({ keys, said: '' })
    await rm(file())
    expect((await start(OPEN)).keys).not.toEqual(keys)
  })

  it.each([
    ['nobody asked for it', { REDLINE_HOST: '0.0.0.0' }],
    ['this machine alone is served', { REDLINE_FIRST_KEY: '1' }],
    ['this machine alone is served by name', { ...OPEN, REDLINE_HOST: 'localhost' }],
  ])('behaviour: no key is made where %s', async (_, variables) => {
    expect(await start(variables)).toEqual({ keys: [], said: '' })
    expect(await readdir(dataDir)).toEqual([])
  })

  it('behaviour: keys of the environment are the only ones where there are any', async () => {
    await start(OPEN)
    const { keys, said } = await start({ ...OPEN, REDLINE_API_KEYS: `desk:read:${'0'.repeat(64)}` })
    expect([keys.map(({ name }) => name), said]).toEqual([['desk'], ''])
  })

  it.each(['', '{}', '{"sha256":"short"}', 'null'])(
    'error: first_key_unreadable for %j, which would let nobody in',
    async (text) => {
      await writeFile(file(), text)
      await expect(start(OPEN)).rejects.toMatchObject({ name: 'FirstKeyError', code: 'first_key_unreadable' })
    },
  )
})
