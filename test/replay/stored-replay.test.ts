import { afterEach, describe, expect, it } from 'vitest'
import { loadPort, pastPort, replayPort } from '../../src/compose/past-ports.ts'
import type { Hex } from '../../src/core/address.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { createBook } from '../../src/core/book/book.ts'
import { encodeBook } from '../../src/core/book/encode-book.ts'
import type { FactChange } from '../../src/core/fact-record.ts'
import { endOf } from '../../src/core/segment.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { playHistory } from '../../src/devnet/market/history.ts'
import { bookAsOf } from '../../src/pipeline/past/load-book.ts'
import type { ReplayStorePort } from '../../src/pipeline/replay/ports.ts'
import { type Replayed, replay } from '../../src/pipeline/replay/replay.ts'
import { openStore } from '../../src/store/open.ts'
import { sorted } from '../conformance/store-model.ts'
import { hashOf, legChanges, segmentAfter } from '../conformance/store-segments.ts'
import { followDevnet, storeFolder } from '../support/followed-devnet.ts'

const cleaners: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean()
})

async function freshFolder(): Promise<string> {
  const { dataDir, remove } = await storeFolder()
  cleaners.push(remove)
  return dataDir
}

async function opened(dataDir: string) {
  const store = await openStore({ dataDir })
  cleaners.push(store.close)
  return store
}

type Live = {
  readonly chainId: number
  readonly first: BlockRef
  readonly last: BlockRef
  readonly changes: readonly (readonly [hash: Hex, changes: readonly FactChange[]])[]
  /** The book in bytes, at some ends. */
  readonly bytes: ReadonlyMap<Hex, Uint8Array>
}

/** Follows a real chain live: people act, prices move, and between them `idle` blocks go by without anybody. */
async function followedLive(dataDir: string, segments: number, stride: number, idle: number): Promise<Live> {
  const devnet = await startDevnet({ seed: 5, borrowers: 20, profile: 'archive' })
  try {
    const { client, deployment, people, liquidator } = devnet
    // A chain without a single segment end would be waited for, and nobody else makes blocks here.
    await client.mine({ blocks: stride, interval: 12 })
    const redline = await followDevnet(devnet, dataDir, stride)
    await redline.joined()
    const bytes = new Map<Hex, Uint8Array>()
    /** Waits until all is followed that can be: the last block at which a segment ends. */
    const caughtUp = async (): Promise<void> => {
      const head = await client.getBlockNumber()
      const { hash } = await client.getBlock({ blockNumber: head - ((head + 1n) % BigInt(stride)) })
      await redline.reached(hash)
      bytes.set(hash, encodeBook(redline.book()))
    }
    const processed = () => redline.events.filter(({ kind }) => kind === 'processed').length
    const rounds = playHistory(client, deployment, { seed: 5, operations: 400, people, liquidator })
    while (processed() < segments) {
      await rounds.next()
      await caughtUp()
      await client.mine({ blocks: idle, interval: 12 })
      await caughtUp()
    }
    const changes = redline.events.flatMap((event) =>
      event.kind === 'processed' ? [[event.processed.end.hash, event.processed.changes] as const] : [],
    )
    const { last, tail } = await redline.store.ends.standing(deployment.chainId)
    const [oldest] = await redline.store.ends.final(deployment.chainId, -1n, 1)
    const first = oldest ?? tail[0]
    await redline.stop()
    return { chainId: deployment.chainId, first: first!, last: last!, changes, bytes }
  } finally {
    await devnet.stop()
  }
}

describe('replay of what is stored', () => {
  it.each([
    { segments: 3_000, stride: 1, idle: 90 },
    { segments: 120, stride: 8, idle: 64 },
  ])(
    'behaviour: $segments segments of $stride blocks equal live, byte for byte, without a node',
    { timeout: 300_000 },
    async ({ segments, stride, idle }) => {
      const dataDir = await freshFolder()
      const live = await followedLive(dataDir, segments, stride, idle)
      // From here on there is the store and nothing else.
      const store = await opened(dataDir)
      const { chainId, first: after, last } = live
      const book = await bookAsOf(pastPort(store), after)
      const { signal } = new AbortController()
      const changes: (readonly [Hex, readonly FactChange[]])[] = []
      let compared = 0
      for await (const replayed of replay({
        chainId,
        store: replayPort(store),
        book,
        adapters: [],
        after,
        upTo: last.number,
        signal,
      })) {
        changes.push([replayed.end.hash, replayed.changes])
        const expected = live.bytes.get(replayed.end.hash)
        if (expected === undefined) continue
        expect(Buffer.compare(encodeBook(book), expected)).toBe(0)
        compared += 1
      }
      expect(changes.length).toBeGreaterThanOrEqual(segments)
      expect(changes.map(([hash, own]) => [hash, sorted(own)])).toEqual(
        live.changes.map(([hash, own]) => [hash, sorted(own)]),
      )
      // Real activity: many kinds of things changed, at many ends.
      expect(compared).toBeGreaterThan(10)
      expect(new Set([...live.bytes.values()].map((one) => hashOf(one.join()))).size).toBeGreaterThan(10)
      expect(live.changes.at(-1)?.[0]).toBe(last.hash)
      expect(live.bytes.has(last.hash)).toBe(true)
    },
  )

  const stretch = async () => {
    const store = await opened(await freshFolder())
    const chainId = 7
    const ends: BlockRef[] = []
    const commit = async (parent: { readonly number: bigint; readonly hash: Hex }, branch: string) => {
      const segment = segmentAfter(chainId, parent, 2, branch)
      await store.facts.commit({ chainId, segment, changes: legChanges(5, ends.length) })
      ends.push(endOf(segment))
    }
    for (let round = 0; round < 6; round++)
      await commit(ends.at(-1) ?? { number: 99n, hash: hashOf('origin') }, '')
    const run = async (port: Partial<ReplayStorePort>, each: (replayed: Replayed) => unknown = () => {}) => {
      const book = createBook(chainId)
      const after = ends[0]!
      book.apply(legChanges(5, 0))
      const { signal } = new AbortController()
      const given = { chainId, store: { ...replayPort(store), ...port }, book, adapters: [], after, signal }
      for await (const replayed of replay({ ...given, upTo: ends[5]!.number })) await each(replayed)
    }
    return { store, chainId, ends, commit, run }
  }

  it('error: replay_gap', async () => {
    const { store, ends, run } = await stretch()
    for (const missing of [1, 3, 5]) {
      const lost = ends[missing]!.number
      const segments: ReplayStorePort['segments'] = async function* (chainId, from, to) {
        for await (const segment of store.history.segments(chainId, from, to))
          if (endOf(segment).number !== lost) yield segment
      }
      await expect(run({ segments })).rejects.toMatchObject({
        code: 'replay_gap',
        context: { from: lost - 1n, to: lost },
      })
    }
  })

  it('error: replay_reorged, also when the same blocks came back', async () => {
    const { store, chainId, ends, commit, run } = await stretch()
    let moved = false
    const takeBack = async ({ end }: Replayed) => {
      if (moved || end.number !== ends[2]!.number) return
      moved = true
      await store.facts.rollback(chainId, ends[1]!.hash)
      for (const _ of ends.splice(2)) await commit(ends.at(-1)!, '')
    }
    await expect(run({}, takeBack)).rejects.toMatchObject({ code: 'replay_reorged', retryable: true })
    await run({})
    // A book that stands on another branch.
    ends[0] = { ...ends[0]!, hash: hashOf('elsewhere') }
    await expect(run({})).rejects.toMatchObject({ code: 'replay_reorged' })
  })

  it('error: replay_stray_facts', async () => {
    const { store, run } = await stretch()
    const pages: ReplayStorePort['pages'] = async function* (...range) {
      for await (const page of store.facts.pages(...range))
        yield page.map((fact, place) => (place === 7 ? { ...fact, block: fact.block - 1n } : fact))
    }
    await expect(run({ pages })).rejects.toMatchObject({ code: 'replay_stray_facts' })
  })

  it('behaviour: loading and replaying agree', async () => {
    const { store, chainId, ends, run } = await stretch()
    const hashes = new Map<bigint, Hex>()
    for (const end of ends) hashes.set(end.number, (await bookAsOf(loadPort(store), end)).hash())
    const book = createBook(chainId)
    book.apply(legChanges(5, 0))
    await run({}, ({ end, changes }) => {
      book.apply(changes)
      expect(book.hash()).toBe(hashes.get(end.number))
    })
  })
})
