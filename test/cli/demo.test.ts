import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DemoService } from '../../src/cli/demo-service.ts'
import type { CliPorts } from '../../src/cli/ports.ts'
import { runProgram } from '../../src/cli/program.ts'
import { demoServicePort } from '../../src/compose/demo-service.ts'
import { devnetPort } from '../../src/compose/devnet.ts'
import { readEnvironment } from '../../src/config/env.ts'

let folder: string
let usualTmp: string | undefined
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redline-demo-test-'))
  // Temporary folders of the service are made here, so that one which stays is seen.
  usualTmp = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
})
afterAll(async () => {
  if (usualTmp === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = usualTmp
  await rm(folder, { recursive: true, force: true })
})

const unused = () => {
  throw new Error('not asked in this test')
}
const STEPS = ['--every', '170']

type Meddling = {
  /** Asked at every wait; true ends the demo as Ctrl-C does. */
  readonly interrupted?: (ms: number) => boolean | Promise<boolean>
  /** What the demo gets in place of the service. */
  readonly between?: (service: DemoService) => DemoService
}

/** Runs `redline demo` with few people and few steps; everything is real but what the test puts between. */
async function demo({ interrupted = () => false, between = (real) => real }: Meddling, ...argv: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const started: { rpcUrl?: string; url?: string; configFile?: string } = {}
  const dataDir = () => join(folder, 'data')
  const startDevnet = devnetPort({ now: () => Date.now(), dataDir })
  const startService = demoServicePort({
    now: () => Date.now(),
    environment: () => readEnvironment({ REDLINE_PORT: '0' }),
    version: 'test',
  })
  const ports: CliPorts = {
    output: { out: (text) => void out.push(text), err: (text) => void err.push(text), interactive: false },
    now: () => Date.now(),
    open: unused,
    examine: unused,
    serve: unused,
    migrate: unused,
    running: unused,
    risk: { check: unused, totals: unused, positions: unused },
    bookFiles: { read: unused, write: unused },
    fault: () => {},
    devnet: async (start) => {
      const devnet = await startDevnet(start)
      Object.assign(started, { rpcUrl: devnet.rpcUrl, configFile: devnet.configFile })
      return devnet
    },
    demoService: async (configFile) => {
      const service = await startService(configFile)
      Object.assign(started, { url: service.url })
      return between(service)
    },
    interrupted: async (ms) => {
      // Other work of the process goes on at every wait, and a wait takes as long as the machine needs.
      await new Promise((resolve) => setImmediate(resolve))
      return interrupted(ms)
    },
  }
  const code = await runProgram(['demo', '--borrowers', '20', ...STEPS, ...argv], 'test', ports)
  return { code, out, err, ...started }
}

async function nothingIsLeft({ rpcUrl, url, configFile }: Awaited<ReturnType<typeof demo>>) {
  for (const address of [rpcUrl, url])
    if (address !== undefined) await expect(fetch(address)).rejects.toThrow()
  expect(existsSync(configFile ?? '')).toBe(false)
  expect((await readdir(folder)).filter((name) => name.startsWith('redline-demo-'))).toEqual([])
}

it('behaviour: --once confirms every figure, exits 0 and leaves nothing behind', async () => {
  const ended = await demo({}, '--once', '--json')
  expect(ended.code).toBe(0)
  const told = JSON.parse(ended.out.join('\n'))
  expect(told).toMatchObject({ confirmed: true, fall: { steps: 4, unequal: 0 } })
  expect(told.exact.served).toEqual({ figures: 4 * 2 * 5, unequal: 0, faults: [] })
  for (const { forecast, truth, difference } of told.forecastAndTruth) {
    const parts: { positions: number; debtUsd: string }[] = Object.values(difference)
    expect(parts.reduce((sum, { positions }) => sum + positions, forecast.positions)).toBe(truth.positions)
    expect(parts.reduce((sum, { debtUsd }) => sum + raw(debtUsd), raw(forecast.debtUsd))).toBe(
      raw(truth.debtUsd),
    )
  }
  await nothingIsLeft(ended)
})

it('behaviour: one unit of debt that the service says too much makes the exit code 1', async () => {
  const ended = await demo(
    {
      between: (real) => ({
        ...real,
        totals: async (at, btcUsd) => {
          const told = await real.totals(at, btcUsd)
          return btcUsd === undefined ? { ...told, debt: told.debt + 1n } : told
        },
      }),
    },
    '--once',
  )
  expect(ended.code).toBe(1)
  expect(ended.out.at(-1)).toBe('NOT CONFIRMED.')
  await nothingIsLeft(ended)
})

it('behaviour: a forecast that does not come true changes no exit code', async () => {
  const { code } = await demo(
    {
      between: (real) => ({
        ...real,
        totals: async (at, btcUsd) => {
          const told = await real.totals(at, btcUsd)
          return btcUsd === undefined ? told : { ...told, positions: told.positions + 9 }
        },
      }),
    },
    '--once',
  )
  expect(code).toBe(0)
})

it('behaviour: without --once the API answers until Ctrl-C, and then nothing does', async () => {
  let url = ''
  const seen: number[] = []
  const ended = await demo({
    between: (real) => {
      url = real.url
      return real
    },
    interrupted: async (ms) => {
      if (Number.isFinite(ms)) return false
      for (const path of ['/docs', '/healthz', '/v1/risk/totals?btcPrice=60000&scenario=correlated'])
        seen.push((await fetch(`${url}${path}`)).status)
      return true
    },
  })
  expect(seen).toEqual([200, 200, 200])
  expect(ended.code).toBe(0)
  expect(ended.err.join('\n')).toContain(`${url}/docs`)
  await nothingIsLeft(ended)
})

it('behaviour: Ctrl-C in the middle of the fall ends service and chain, and is no confirmation', async () => {
  let steps = 0
  const ended = await demo(
    {
      between: (real) => ({
        ...real,
        totals: (at, btcUsd) => {
          if (btcUsd === undefined) steps += 1
          return real.totals(at, btcUsd)
        },
      }),
      interrupted: () => steps >= 2,
    },
    '--once',
  )
  expect(steps).toBe(2)
  expect(ended.code).toBe(1)
  expect(ended.err.at(-1)).toContain('was ended before everything was compared')
  await nothingIsLeft(ended)
})

const raw = (usd: string): bigint => BigInt(usd.replace('.', ''))
