import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { loadPort, replayPort } from '../../src/compose/past-ports.ts'
import { createBook } from '../../src/core/book/book.ts'
import { endOf } from '../../src/core/segment.ts'
import { bookAsOf } from '../../src/pipeline/past/load-book.ts'
import { replay } from '../../src/pipeline/replay/replay.ts'
import { openStore } from '../../src/store/open.ts'
import { bookFigures } from './book-figures.ts'
import { type Figure, table, timed } from './figure.ts'
import { createFollower, followingFigures } from './following.ts'
import type { Restarted } from './restart.ts'
import { riskFigures } from './risk-figures.ts'
import { CHAIN, ORIGIN, segmentAfter } from './synthetic-chain.ts'
import { generator, syntheticFacts } from './synthetic-facts.ts'

// Measures what following a chain and knowing its risk cost, on the build and in a process of its own:
// `npm run bench -- --json FILE`. Nothing fails for being slow; `--small` runs the same in seconds, and `--only risk`
// leaves out all that needs a store.
const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    small: { type: 'boolean', default: false },
    positions: { type: 'string' },
    only: { type: 'string' },
  },
})
const positions = Number(values.positions ?? (values.small ? 2_000 : 1_000_000))
const segments = values.small ? 20 : 300
const touched = 300
/** Positions a commit while everything is loaded. */
const LOAD = 2_500
const RESIDENT_MIB = 1_536
const RESTART_S = 20

const dataDir = await mkdtemp(join(tmpdir(), 'redline-bench-'))
try {
  const following = values.only === 'risk' ? [] : await measure()
  const figures = [...following, ...(await riskFigures(positions, say))]
  process.stdout.write(`\n${table(figures)}\n`)
  if (values.json !== undefined)
    await writeFile(values.json, `${JSON.stringify({ ...circumstances(), figures }, null, 2)}\n`)
} finally {
  await rm(dataDir, { recursive: true, force: true })
}

async function measure(): Promise<readonly Figure[]> {
  const store = await openStore({ dataDir })
  const book = createBook(CHAIN)
  const draw = generator(1)
  let loaded = ORIGIN
  const filled = await timed(async () => {
    for (let from = 0; from < positions; from += LOAD) {
      const segment = segmentAfter(loaded, 0n, 0)
      const changes = book.apply(syntheticFacts(draw, from, Math.min(positions, from + LOAD)))
      await store.facts.commit({ chainId: CHAIN, segment, changes })
      loaded = endOf(segment)
      say(`loaded ${Math.min(positions, from + LOAD)} of ${positions} positions`)
    }
    return book.hash()
  })
  const figures: Figure[] = [
    { name: 'positions', value: positions, unit: 'count' },
    { name: 'facts loaded into book and store', value: filled.seconds, unit: 's' },
    ...(await bookFigures(book, positions, touched)),
  ]
  const before = await storedBytes()
  const follower = createFollower({ store, book, positions, touched }, loaded)
  figures.push(...(await followingFigures({ store, book, positions, touched }, follower, segments)))
  const followed = Number(follower.end().number - loaded.number)
  const resident = process.resourceUsage().maxRSS / 1_024
  figures.push({ name: 'resident memory, most of all this', value: resident, unit: 'MiB', aim: RESIDENT_MIB })
  const checkpoint = figures.find(({ name }) => name === 'checkpoint stored')?.value ?? 0
  const bytes = ((await storedBytes()) - before - checkpoint) / followed
  figures.push({ name: `stored a segment with ${touched} accounts`, value: Math.round(bytes), unit: 'bytes' })

  say('replaying')
  const replayed = await bookAsOf(loadPort(store), loaded)
  const { signal } = new AbortController()
  const upTo = follower.end().number
  const again = await timed(async () => {
    const given = {
      chainId: CHAIN,
      store: replayPort(store),
      book: replayed,
      adapters: [],
      after: loaded,
      upTo,
      signal,
    }
    for await (const { changes } of replay(given)) if (changes.length === 0) return 'nothing'
    return replayed.hash()
  })
  requireEqual(again.value, book.hash())
  figures.push({ name: 'replay', value: followed / again.seconds, unit: 'segments/s' })
  await store.close()

  say('restarting')
  const rows = await restarted('rows')
  const fast = await restarted('checkpoint')
  for (const { hash } of [rows, fast]) requireEqual(hash, book.hash())
  return [
    ...figures,
    {
      name: 'restart to ready, from a checkpoint',
      value: fast.seconds,
      unit: 's',
      aim: RESTART_S,
      rival: { name: 'row by row', value: rows.seconds },
    },
    {
      name: 'main-loop stall while restarting',
      value: fast.stallMs,
      unit: 'ms',
      aim: 50,
      rival: { name: 'row by row', value: rows.stallMs },
    },
    {
      name: 'resident memory after a restart, at most',
      value: fast.residentMib,
      unit: 'MiB',
      aim: RESIDENT_MIB,
      rival: { name: 'row by row', value: rows.residentMib },
    },
  ]
}

/** A measurement of something that is wrong is worth nothing. */
function requireEqual(found: string, expected: string): void {
  if (found !== expected) throw new Error(`the book is ${found}, not ${expected}`)
}

async function restarted(way: 'checkpoint' | 'rows'): Promise<Restarted> {
  const file = fileURLToPath(new URL('./restart.js', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [file, dataDir, way])
  return JSON.parse(stdout)
}

/** Bytes of the embedded database without its log of changes, which is used again and again. */
async function storedBytes(folder = join(dataDir, 'store', 'base')): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  return bytes
}

function circumstances() {
  const [cpu] = cpus()
  return {
    date: new Date().toISOString(),
    machine: {
      cpu: cpu?.model ?? 'unknown',
      cores: cpus().length,
      memoryMib: Math.round(totalmem() / 2 ** 20),
      platform: `${process.platform}-${process.arch}`,
    },
    versions: { node: process.versions.node, v8: process.versions.v8 },
  }
}

function say(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
}
