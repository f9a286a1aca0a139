import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FactRecord } from '../../src/core/fact-record.ts'
import { acquireLock, lockHolder } from '../../src/store/lock-file.ts'
import { openStore } from '../../src/store/open.ts'
import { sorted } from './store-model.ts'
import { compileStore } from './store-process.ts'
import { legChanges } from './store-segments.ts'

let children: Awaited<ReturnType<typeof compileStore>>
let dataDir: string

beforeAll(async () => {
  children = await compileStore()
  dataDir = await mkdtemp(join(tmpdir(), 'redline-test-'))
})
afterAll(async () => {
  await children?.remove()
  if (dataDir !== undefined) await rm(dataDir, { recursive: true })
})

test('behaviour: two processes never have one folder open, and kill -9 frees it', async () => {
  const first = children.run(dataDir, 'hold')
  await first.line(/^open$/)
  expect(await lockHolder(dataDir)).toMatchObject({ pid: first.pid, address: undefined })
  await expect(openStore({ dataDir })).rejects.toMatchObject({
    code: 'store_in_use',
    message: expect.stringContaining(`process ${first.pid}`),
    context: { pid: first.pid },
  })
  const second = children.run(dataDir, 'hold')
  const [, code, pid] = await second.line(/^refused (\S+) (\d+)$/)
  expect([code, Number(pid)]).toEqual(['store_in_use', first.pid])
  await second.end()

  await first.kill()
  expect(await lockHolder(dataDir)).toBeUndefined()
  const third = children.run(dataDir, 'hold')
  await third.line(/^open$/)
  await third.end()
  expect(await lockHolder(dataDir)).toBeUndefined()
  const lock = await acquireLock(dataDir)
  await lock.release()
})

test('behaviour: of several processes that find a dead one’s lock, one takes it over', async () => {
  const dead = children.run(dataDir, 'hold')
  await dead.line(/^open$/)
  await dead.kill()
  const rivals = Array.from({ length: 4 }, () => children.run(dataDir, 'hold'))
  const answers = await Promise.all(rivals.map(({ line }) => line(/^open$|^refused store_in_use/)))
  expect(answers.filter(([text]) => text === 'open')).toHaveLength(1)
  await Promise.all(rivals.map(({ end }) => end()))
})

test('behaviour: acknowledged commits outlive kill -9', async () => {
  for (let round = 1; round <= 3; round++) {
    const child = children.run(dataDir, 'commit')
    // It dies in the midst of some later commit, wherever that is then.
    await child.line(new RegExp(`^acknowledged ${99 + round * 15}$`))
    await child.kill()
    const acknowledged = child.said
      .map((line) => BigInt(/^acknowledged (\d+)$/.exec(line)?.[1] ?? 0))
      .reduce((highest, number) => (number > highest ? number : highest), 0n)

    const store = await openStore({ dataDir })
    const facts: FactRecord[] = []
    const { last } = await store.facts.load(1, (page) => facts.push(...page))
    let segments = 0
    for await (const _ of store.history.segments(1, 0n, 10_000n)) segments++
    await store.close()
    expect(last!.number).toBeGreaterThanOrEqual(acknowledged)
    expect(last!.number).toBeLessThanOrEqual(acknowledged + 1n)
    const rounds = Number(last!.number - 100n)
    expect(facts.length).toBe(50)
    expect(sorted(facts)).toEqual(sorted(legChanges(50, rounds).map(({ before: _, ...record }) => record)))
    expect(segments).toBe(rounds + 1)
  }
})
