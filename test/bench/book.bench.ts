import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { type Book, createBook } from '../../src/core/book/book.ts'
import { decodeBook } from '../../src/core/book/decode-book.ts'
import { encodeBook } from '../../src/core/book/encode-book.ts'
import { legText } from '../../src/core/book/leg-value.ts'
import type { FactRecord } from '../../src/core/fact-record.ts'

/**
 * What a book of a million positions costs. No time is asserted; the figures are printed. Run it alone, with a Vitest
 * configuration that includes this folder: `npm test` leaves it out.
 */
const POSITIONS = Number(process.env['REDLINE_BENCH_POSITIONS'] ?? '1000000')
const MARKETS = ['aave-v3-ethereum', 'aave-v3-base']
const ASSETS = 40
const SEGMENTS = 200
const TOUCHED = 300

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

it('the book at a million positions', () => {
  const figures: Record<string, string> = { positions: String(POSITIONS) }
  const start = memory()
  const draw = generator(1)
  const book = createBook(1)
  figures['build from 4 records a position'] = time(() => {
    for (let from = 0; from < POSITIONS; from += 10_000) book.apply(records(draw, from, from + 10_000))
  })
  figures['of which making the records'] = time(() => {
    for (const _ of records(generator(1), 0, POSITIONS));
  })
  const legs = book.rows.legs.live
  figures['legs'] = String(legs)
  const used = memory() - start
  figures['bytes a leg, all included, before the first hash'] = (used / legs).toFixed(1)
  figures['hash, first time'] = time(() => book.hash())
  figures['bytes a leg with the hash tree'] = ((memory() - start) / legs).toFixed(1)

  const [applies, hashes, undos] = [[], [], []] as [number[], number[], number[]]
  for (let segment = 0; segment < SEGMENTS; segment++) {
    const touched = Array.from({ length: TOUCHED }, () => Math.floor(draw() * POSITIONS))
    const changed = touched.flatMap((position) => [...records(draw, position, position + 1)])
    const begin = performance.now()
    const changes = book.apply(changed)
    const applied = performance.now()
    book.hash()
    const hashed = performance.now()
    book.undo(changes)
    applies.push(applied - begin)
    hashes.push(hashed - applied)
    undos.push(performance.now() - hashed)
    book.hash()
  }
  figures[`apply of ${TOUCHED} accounts`] = spread(applies)
  figures[`hash after ${TOUCHED} accounts`] = spread(hashes)
  figures[`undo of ${TOUCHED} accounts`] = spread(undos)

  let bytes = new Uint8Array(0)
  figures['encode'] = time(() => {
    bytes = new Uint8Array(encodeBook(book))
  })
  figures['checkpoint bytes'] = String(bytes.length)
  let copy: Book = book
  figures['decode, hash compared'] = time(() => {
    copy = decodeBook(bytes)
  })
  expect(copy.hash()).toBe(book.hash())
  figures['all records, sorted'] = time(() => {
    let count = 0
    for (const _ of copy.records()) count++
    figures['records'] = String(count)
  })
  figures['resident memory with two books'] = `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
})

function* records(draw: () => number, from: number, to: number): Generator<FactRecord> {
  for (let position = from; position < to; position++) {
    const market = MARKETS[position % MARKETS.length] ?? ''
    const start = (Math.imul(position + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')
    const account = `0x${start}${position.toString(16).padStart(32, 'B')}`
    yield { market, kind: 'account', key: account, value: `{"category":${position % 5}}` }
    for (let leg = 0; leg < 3; leg++) {
      const asset = ((position % ASSETS) + leg) % ASSETS
      const amount = BigInt(Math.floor(draw() * 2 ** 52)) * 10n ** BigInt(Math.floor(draw() * 9))
      const debt = leg === 0 ? amount : 0n
      const collateral = leg === 0 ? 0n : amount
      yield {
        market,
        kind: 'leg',
        key: `${account}/0x${asset.toString(16).padStart(40, 'C')}`,
        value: legText({ collateral, debt, collateralEnabled: leg > 0 }),
      }
    }
  }
}

/** Numbers in [0, 1), the same every time. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function memory(): number {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function time(work: () => void): string {
  const begin = performance.now()
  work()
  return `${((performance.now() - begin) / 1000).toFixed(2)} s`
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (part: number): string => (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(1)
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`
}
