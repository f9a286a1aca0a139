import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serve } from '../../src/compose/serve.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { lockHolder } from '../../src/store/lock-file.ts'

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'redline-first-key-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** A service for all addresses whose only node is away, which is all that admission needs. */
async function open() {
  const configFile = join(dataDir, 'config.json')
  const market = {
    id: 'aave',
    protocol: 'aave-v3',
    addressesProvider: `0x${'1'.repeat(40)}`,
    fromBlock: 0,
  }
  const chain = { id: 1, name: 'one', rpcUrls: ['http://127.0.0.1:9'], markets: [market] }
  await writeFile(configFile, JSON.stringify({ referenceChain: 1, chains: [chain] }))
  const environment = readEnvironment({
    REDLINE_DATA_DIR: dataDir,
    REDLINE_PORT: '0',
    REDLINE_HOST: '0.0.0.0',
    REDLINE_FIRST_KEY: '1',
    REDLINE_LOG_LEVEL: 'silent',
  })
  const said: string[] = []
  const settings = {
    opening: { configFile, now: () => Date.now() },
    environment,
    version: 'test',
    say: (text: string) => said.push(text),
  }
  const serving = await serve(settings, {})
  const { address = '', token = '' } = (await lockHolder(dataDir)) ?? {}
  const status = async (key?: string) => {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` }
    return (await fetch(`${address}/v1/status`, { headers })).status
  }
  return { serving, said: said.join('\n'), address, token, status }
}

it('behaviour: the key that the first start says opens this start and the next, and no other does', async () => {
  const first = await open()
  const key = /Bearer ([\w-]+)'/.exec(first.said)?.[1]
  expect(first.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect([await first.status(key), await first.status(), await first.status('other')]).toEqual([
    200, 401, 401,
  ])
  expect(await first.status(first.token)).toBe(200)
  await first.serving.stop()
  const second = await open()
  expect([second.said, await second.status(key), await second.status(first.token)]).toEqual(['', 200, 401])
  await second.serving.stop()
})
