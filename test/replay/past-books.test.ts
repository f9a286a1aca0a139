import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getAddress } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pastPort } from '../../src/compose/past-ports.ts'
import type { Hex } from '../../src/core/address.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { createBook } from '../../src/core/book/book.ts'
import { endOf } from '../../src/core/segment.ts'
import { createPastBooks } from '../../src/pipeline/past/past-books.ts'
import { type OpenStore, openStore } from '../../src/store/open.ts'
import { createBookThreads } from '../../src/threads/book-threads.ts'
import { hashOf, legChanges, segmentAfter } from '../conformance/store-segments.ts'

const MARKET = 'aave-v3-ethereum'

describe('books as of past blocks', () => {
  const threads = createBookThreads()
  const dropped: bigint[] = []
  let dataDir = ''
  let store: OpenStore
  let chains = 0

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'redline-test-'))
    store = await openStore({ dataDir })
  })
  afterAll(async () => {
    await threads.close()
    await store?.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  const past = () =>
    createPastBooks({
      store: pastPort(store),
      threads,
      dropped: (_, number) => dropped.push(number),
    })

  /** A chain of its own, and the hash that its book had at every end. */
  const history = async (rounds: number) => {
    const chainId = ++chains
    const book = createBook(chainId)
    const ends: (BlockRef & { readonly book: Hex })[] = []
    for (let round = 0; round < rounds; round++) {
      const segment = segmentAfter(chainId, ends.at(-1) ?? { number: 99n, hash: hashOf('origin') }, 2, 0)
      const changes = book.apply(legChanges(round === 3 ? 12_000 : 10, round % 3))
      await store.facts.commit({ chainId, segment, changes })
      ends.push({ ...endOf(segment), book: book.hash() })
    }
    return { chainId, ends }
  }

  const put = async (chainId: number, end: BlockRef) => {
    const checkpoint = await past().at(chainId, end.number, (book) => book.checkpoint())
    const { number, hash: blockHash } = end
    await store.checkpoints.put(chainId, { number, blockHash, ...checkpoint })
  }

  it('behaviour: every end has the book that it had then, by facts alone and from checkpoints', async () => {
    const { chainId, ends } = await history(8)
    const books = past()
    const agree = async () => {
      for (const { number, hash, book } of ends) {
        const within = number === ends.at(-1)?.number ? number : number + 1n
        const found = await books.at(chainId, within, async (then, end) => ({ end, book: await then.hash() }))
        expect(found).toEqual({ end: expect.objectContaining({ number, hash }), book })
      }
    }
    await agree()
    for (const place of [1, 5]) await put(chainId, ends[place]!)
    await agree()
  })

  it('behaviour: an account has the legs that it had then', async () => {
    const { chainId, ends } = await history(3)
    const account = getAddress(hashOf('account', 4).slice(0, 42))
    for (const [round, { number }] of ends.entries()) {
      const { records } = await past().at(chainId, number, (book) => book.excerpt(MARKET, [account]))
      expect(records).toHaveLength(1)
      expect(records[0]!.value).toBe(legChanges(10, round)[4]!.value)
      expect(records[0]!.key.toLowerCase()).toBe(legChanges(10, round)[4]!.key)
    }
  })

  it('behaviour: a damaged checkpoint is dropped, and the one before it serves', async () => {
    const { chainId, ends } = await history(6)
    await put(chainId, ends[1]!)
    const { number, hash: blockHash, book } = ends[3]!
    const payload = Buffer.from('damaged')
    await store.checkpoints.put(chainId, { number, blockHash, contentHash: book, payload })
    expect(await past().at(chainId, ends[4]!.number, (then) => then.hash())).toBe(ends[4]!.book)
    expect(dropped).toEqual([number])
    expect((await store.checkpoints.nearest(chainId, ends[5]!.number))?.number).toBe(ends[1]!.number)
  })

  it('behaviour: an end that leaves while it is read is read again as what it became', async () => {
    const { chainId, ends } = await history(3)
    const fork = segmentAfter(chainId, ends[1]!, 2, 'fork')
    const changes = legChanges(5, 2)
    let moved = false
    const books = createPastBooks({
      store: {
        ...pastPort(store),
        asOf: (id, block, { base, facts }) =>
          store.facts.asOf(id, block, {
            base,
            facts: async (page) => {
              if (!moved) await store.facts.rollback(chainId, ends[1]!.hash)
              if (!moved) await store.facts.commit({ chainId, segment: fork, changes })
              moved = true
              await facts(page)
            },
          }),
      },
      threads,
      dropped: () => undefined,
    })
    const expected = createBook(chainId)
    for (let round = 0; round < 2; round++) expected.apply(legChanges(10, round))
    expected.apply(changes)
    const found = await books.at(chainId, ends[2]!.number, async (book, end) => ({
      hash: end.hash,
      book: await book.hash(),
    }))
    expect(found).toEqual({ hash: endOf(fork).hash, book: expected.hash() })
  })

  it('error: not_stored', async () => {
    const { chainId, ends } = await history(1)
    const beyond = past().at(chainId, ends[0]!.number + 1n, (book) => book.hash())
    await expect(beyond).rejects.toMatchObject({ code: 'not_stored' })
  })
})
