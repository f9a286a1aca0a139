import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPricePath, thinned } from './price-path.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redline-path-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('readPricePath', () => {
  it('behaviour: without a file it is the recorded path', async () => {
    expect((await readPricePath(undefined)).points.length).toBeGreaterThan(500)
  })

  it('behaviour: every second row is left when only every second is wanted, the first included', async () => {
    const file = join(folder, 'path.csv')
    await writeFile(file, 'time,close\n1,100\n2,101\n3,102\n4,103\n')
    const path = thinned(await readPricePath(file), 2)
    expect(path.points.map(({ time }) => time)).toEqual([1n, 3n])
  })

  it('error: price_path_unreadable for a file that is not there, and for a folder', async () => {
    for (const file of [join(folder, 'none.csv'), folder])
      await expect(readPricePath(file)).rejects.toMatchObject({
        name: 'UsageError',
        code: 'price_path_unreadable',
      })
  })
})
