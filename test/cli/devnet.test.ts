import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../src/cli/program.ts'
import { devnetPort } from '../../src/compose/devnet.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redline-devnet-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const unused = () => {
  throw new Error('not asked in this test')
}

/** Runs `redline devnet` with few people; `wait` is asked wherever a person could end it. */
async function devnet(wait: () => boolean, ...argv: readonly string[]) {
  const out: string[] = []
  const code = await runProgram(['devnet', '--borrowers', '5', '--json', ...argv], '0.0.0', {
    output: { out: (text) => void out.push(text), err: () => {}, interactive: false },
    now: () => 0,
    open: unused,
    examine: unused,
    serve: unused,
    demoService: unused,
    migrate: unused,
    running: unused,
    risk: { check: unused, totals: unused, positions: unused },
    bookFiles: { read: unused, write: unused },
    fault: () => {},
    devnet: devnetPort({ now: () => 0, dataDir: () => folder }),
    interrupted: async () => {
      // Every line is a document by itself.
      for (const line of out) expect(() => JSON.parse(line)).not.toThrow()
      return wait()
    },
  })
  return { code, out: out.map((line) => JSON.parse(line)) }
}

describe('redline devnet', () => {
  it('behaviour: its config is there as long as its chain', async () => {
    let whileUp: readonly string[] = []
    const { code, out } = await devnet(() => {
      whileUp = configsIn(folder)
      return true
    }, '--still')
    expect(code).toBe(0)
    expect(whileUp).toHaveLength(1)
    expect(out).toMatchObject([{ rpcUrl: expect.stringMatching(/^http/), configFile: whileUp[0] }])
    expect(existsSync(out[0].configFile)).toBe(false)
  })

  it('behaviour: with --json every step is a document on a line of its own', async () => {
    let waits = 0
    const { out } = await devnet(() => ++waits === 2)
    expect(out).toHaveLength(3)
    expect(out[1]).toMatchObject({ time: expect.stringMatching(/Z$/), block: expect.any(Number) })
    expect(out[2].btcUsd).toMatch(/^\d+\.\d{8}$/)
  })
})

const configsIn = (dataDir: string): readonly string[] =>
  readdirSync(join(dataDir, 'devnet')).map((name) => join(dataDir, 'devnet', name))
