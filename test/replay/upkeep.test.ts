import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadPort, pastPort } from '../../src/compose/past-ports.ts'
import { startUpkeep, type Upkeep, type UpkeepSettings } from '../../src/compose/upkeep.ts'
import type { Hex } from '../../src/core/address.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { createBook } from '../../src/core/book/book.ts'
import { encodeBook } from '../../src/core/book/encode-book.ts'
import { endOf } from '../../src/core/segment.ts'
import { loadBook } from '../../src/pipeline/past/load-book.ts'
import { createPastBooks } from '../../src/pipeline/past/past-books.ts'
import { type OpenStore, openStore } from '../../src/store/open.ts'
import { StoreError } from '../../src/store/store-error.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { createBookThreads } from '../../src/threads/book-threads.ts'
import { hashOf, legChanges, segmentAfter } from '../conformance/store-segments.ts'
import { storeFolder } from '../support/followed-devnet.ts'

describe('upkeep', () => {
  const threads = createBookThreads()
  let store: OpenStore
  let remove = async () => {}
  let chains = 0

  beforeAll(async () => {
    const folder = await storeFolder()
    remove = folder.remove
    store = await openStore({ dataDir: folder.dataDir })
  })
  afterAll(async () => {
    await threads.close()
    await store?.close()
    await remove()
  })

  type End = BlockRef & { readonly book: Hex; readonly bytes: Uint8Array }

  /** Segments of two blocks, 24 seconds each, from 1,700,002,400 on: the UTC day ends 4,000 seconds later. */
  const history = async (count: number, legs = 3) => {
    const chainId = ++chains
    const book = createBook(chainId)
    const ends: End[] = []
    for (let round = 0; round < count; round++) {
      const segment = segmentAfter(chainId, ends.at(-1) ?? { number: 199n, hash: hashOf('origin') }, 2, 0)
      const changes = book.apply(legChanges(legs, round))
      await store.facts.commit({ chainId, segment, changes })
      ends.push({ ...endOf(segment), book: book.hash(), bytes: encodeBook(book) })
    }
    return { chainId, ends }
  }

  /**
   * Runs the upkeep until a line of its log says so; then ends it as a shutdown does, which lets it finish what it is
   * at. Answers the lines.
   */
  const upkeep = async (
    chainId: number,
    isOver: (line: string, lines: readonly string[]) => boolean,
    { ends = [], ...settings }: Partial<UpkeepSettings> & { readonly ends?: readonly End[] } = {},
  ): Promise<readonly string[]> => {
    const stopping = new AbortController()
    const lines: string[] = []
    const running = await new Promise<Upkeep>((resolve) => {
      const write = (line: string): void => {
        lines.push(line)
        if (isOver(line, lines)) resolve(started)
      }
      const started = startUpkeep({
        chainId,
        store,
        threads,
        retention: { orphanDays: 90 },
        log: createLogger({ level: 'info', destination: { write } }),
        now: () => new Date('2026-01-01T00:00:00Z'),
        signal: stopping.signal,
        wait: async () => undefined,
        ...settings,
      })
      for (const end of ends) started.processed(end, end.book)
      started.finalized()
    })
    stopping.abort()
    await running.ended
    return lines
  }

  const WRITTEN = 'checkpoint written'
  const untilWritten =
    (count: number) =>
    (_: string, lines: readonly string[]): boolean =>
      lines.filter((line) => line.includes(WRITTEN)).length === count

  it('behaviour: first end, end of the day, a thousand segments: each checkpoint is the book of its end', async () => {
    const { chainId, ends } = await history(1_250)
    await store.history.finalize(chainId, ends[1_240]!.number)
    const dayEnd = ends.findLastIndex(({ timestamp }) => timestamp < 1_700_006_400n)
    await upkeep(chainId, untilWritten(3), { ends })
    const expected = [0, dayEnd, dayEnd + 1_000]
    expect(expected[2]).toBeLessThan(1_240)
    const found = await store.checkpoints.list(chainId)
    expect(found.map(({ number }) => number)).toEqual(expected.map((place) => ends[place]!.number))
    for (const place of expected) {
      const { number, hash, book, bytes } = ends[place]!
      const checkpoint = await store.checkpoints.nearest(chainId, number)
      expect(checkpoint).toMatchObject({ blockHash: hash, contentHash: book })
      expect(Buffer.compare(inflateRawSync(checkpoint!.payload), bytes)).toBe(0)
    }
  })

  it('behaviour: loaded from a checkpoint or row by row, the book is the same', async () => {
    const { chainId, ends } = await history(6, 3_000)
    const load = async () => {
      const damaged: string[] = []
      const loaded = await loadBook(loadPort(store), chainId, ({ code }) => damaged.push(code))
      expect(loaded.book.hash()).toBe(ends.at(-1)!.book)
      expect(Buffer.compare(encodeBook(loaded.book), ends.at(-1)!.bytes)).toBe(0)
      expect(loaded).toMatchObject(await store.ends.standing(chainId))
      return [loaded.from, ...damaged]
    }
    expect(await load()).toEqual(['rows'])
    await store.history.finalize(chainId, ends[2]!.number)
    await upkeep(chainId, untilWritten(1))
    expect(await load()).toEqual(['checkpoint'])
    const { number, hash: blockHash, book: contentHash, bytes } = ends[2]!
    for (const payload of [bytes, deflateRawSync(bytes.with(90, 77))]) {
      await store.checkpoints.put(chainId, { number, blockHash, contentHash, payload })
      expect(await load()).toEqual(['rows', 'checkpoint_unreadable'])
    }
    expect(await loadBook(loadPort(store), 999, () => undefined)).toMatchObject({ last: undefined, tail: [] })
  })

  it('error: checkpoint_differs, and none is written', async () => {
    const { chainId, ends } = await history(2)
    await store.history.finalize(chainId, ends[1]!.number)
    const wrong = ends.map((end) => ({ ...end, book: hashOf('wrong') }))
    const isOver = (line: string) => line.includes('checkpoint_differs')
    await upkeep(chainId, isOver, { ends: wrong })
    expect(await store.checkpoints.list(chainId)).toEqual([])
  })

  it('behaviour: what fails is tried again', async () => {
    const { chainId, ends } = await history(2)
    await store.history.finalize(chainId, ends[1]!.number)
    let failures = 2
    const put: OpenStore['checkpoints']['put'] = async (...given) => {
      if (failures-- > 0) throw new StoreError('store_unavailable', 'The disk is full.')
      return store.checkpoints.put(...given)
    }
    const lines = await upkeep(chainId, untilWritten(1), {
      store: { ...store, checkpoints: { ...store.checkpoints, put } },
    })
    expect(lines.filter((line) => line.includes('tried again'))).toHaveLength(2)
    expect(await store.checkpoints.list(chainId)).toHaveLength(1)
  })

  it('behaviour: retention deletes what is older than the settings, once a day', async () => {
    const { chainId, ends } = await history(20)
    await store.history.finalize(chainId, ends[15]!.number)
    await store.facts.rollback(chainId, ends[17]!.hash)
    const day = 86_400_000
    const isOver = (line: string) => line.includes('was deleted')
    // Exactly a day after the end of the tenth segment, and long after the rollback.
    const factsNow = () => new Date(Number(ends[10]!.timestamp) * 1_000 + day)
    await upkeep(chainId, isOver, { now: factsNow, retention: { factsDays: 1, orphanDays: 1 } })
    for (const end of ends.slice(10, 18)) expect(await hashOfPast(chainId, end.number)).toBe(end.book)
    await expect(hashOfPast(chainId, ends[9]!.number)).rejects.toMatchObject({ code: 'not_stored' })
    // The clock of the database is today's, so to the settings the rollback is still to come.
    expect(await store.history.orphans(chainId, 0n, 10_000n)).toHaveLength(6)
    const later = () => new Date(Date.now() + 91 * day)
    const again = await upkeep(chainId, isOver, {
      now: later,
      retention: { factsDays: 100_000, orphanDays: 90 },
    })
    expect(JSON.parse(again.find(isOver)!)).toMatchObject({ orphans: '6', facts: '0' })
    expect(await store.history.orphans(chainId, 0n, 10_000n)).toEqual([])
    const noted = await store.progress.get(chainId, 'retention')
    expect(noted?.slice(0, 10)).toBe(later().toISOString().slice(0, 10))
  })

  const hashOfPast = (chainId: number, block: bigint): Promise<Hex> =>
    createPastBooks({
      store: pastPort(store),
      threads,
      dropped: () => undefined,
    }).at(chainId, block, (book) => book.hash())
})
