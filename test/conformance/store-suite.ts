import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Hex } from '../../src/core/address.ts'
import type { FactRecord } from '../../src/core/fact-record.ts'
import { endOf, type Segment } from '../../src/core/segment.ts'
import { timestamp } from '../../src/core/units.ts'
import type { Checkpoint } from '../../src/store/checkpoints.ts'
import type { OpenStore } from '../../src/store/open.ts'
import { failureOf } from '../support/failure.ts'
import { keptTests } from './kept-suite.ts'
import { agrees, apply, headsOf, ORIGIN, step } from './store-histories.ts'
import { StoreModel, sorted } from './store-model.ts'
import { commitRow, legRecords } from './store-rows.ts'
import { hashOf, legChanges, segmentAfter } from './store-segments.ts'

/** A database that outlives its store. */
export type StoreUnderTest = { readonly open: () => Promise<OpenStore>; readonly remove: () => Promise<void> }

/** What every store must do, on whatever database. */
export function storeSuite(name: string, start: () => Promise<StoreUnderTest>): void {
  describe(`store on ${name}`, () => {
    let place: StoreUnderTest
    let store: OpenStore
    /** Every test has a chain of its own in the one database. */
    let chains = 0
    const newChain = (): number => ++chains
    const reopen = async (): Promise<void> => {
      await store.close()
      store = await place.open()
    }

    beforeAll(async () => {
      place = await start()
      store = await place.open()
    })
    afterAll(async () => {
      await store?.close()
      await place?.remove()
    })

    test('behaviour: what is committed is there after opening again', async () => {
      const chainId = newChain()
      const [one, two] = await commitRow(store, chainId, 2)
      await reopen()
      expect(store.migrated).toEqual([])
      const { facts, standing } = await headsOf(store, chainId)
      expect(facts).toEqual(legRecords(10, 1))
      const { number, hash, timestamp } = endOf(two!)
      expect(standing.last).toEqual({
        chainId,
        number,
        hash,
        timestamp,
        parentHash: endOf(one!).hash,
        final: false,
      })
      expect(standing.tail.map(({ hash }) => hash)).toEqual([endOf(one!).hash, hash])
    })

    test('behaviour: committing the last segment again changes nothing', async () => {
      const chainId = newChain()
      const [, two] = await commitRow(store, chainId, 2)
      const again = { chainId, segment: two!, changes: legChanges(10, 1), finalizedUpTo: endOf(two!).number }
      await expect(store.facts.commit(again)).resolves.toBe('already')
      const { facts, standing } = await headsOf(store, chainId)
      expect(facts).toEqual(legRecords(10, 1))
      expect(standing.last?.final).toBe(true)
    })

    test('error: facts_diverged, when the last segment comes again with other facts', async () => {
      const chainId = newChain()
      const segment = (await commitRow(store, chainId, 2))[1]!
      const [first, ...rest] = legChanges(10, 1)
      const [value, key] = [
        { ...first!, value: 'other' },
        { ...first!, key: 'other' },
      ]
      for (const changes of [[], rest, [value, ...rest], [key, ...rest], [first!, key, ...rest]])
        await expect(store.facts.commit({ chainId, segment, changes })).rejects.toMatchObject(DIVERGED)
      const changes = [{ ...key, before: key.value }, ...rest, first!]
      await expect(store.facts.commit({ chainId, segment, changes })).resolves.toBe('already')
    })

    test('behaviour: what was forgotten and learned again is as it was when both are rolled back', async () => {
      const chainId = newChain()
      const record = { market: 'm', kind: 'leg', key: 'k' }
      let end: Parameters<typeof segmentAfter>[1] = ORIGIN
      const ends: Hex[] = []
      for (const [before, value] of [
        [undefined, 'held'],
        ['held', ''],
        [undefined, 'held again'],
      ] as const) {
        const segment = segmentAfter(chainId, end, 1, 0)
        await store.facts.commit({ chainId, segment, changes: [{ ...record, value, before }] })
        end = endOf(segment)
        ends.push(end.hash)
      }
      await store.facts.rollback(chainId, ends[0]!)
      expect((await headsOf(store, chainId)).facts).toEqual([{ ...record, value: 'held' }])
    })

    test('error: not_next', async () => {
      const chainId = newChain()
      const [one] = await commitRow(store, chainId, 2)
      const fork = segmentAfter(chainId, endOf(one!), 2, 'fork')
      await expect(store.facts.commit({ chainId, segment: fork, changes: [] })).rejects.toMatchObject({
        name: 'StoreError',
        code: 'not_next',
      })
    })

    test('behaviour: of several that commit one segment at once, one writes it', async () => {
      const chainId = newChain()
      const [one] = await commitRow(store, chainId, 1)
      const segment = segmentAfter(chainId, endOf(one!), 1, 0)
      const commit = () => store.facts.commit({ chainId, segment, changes: legChanges(10, 1) })
      // With a server, each of them finds a connection of its own.
      const rivals = Array.from({ length: 6 })
      await Promise.all(rivals.map(() => store.checkpoints.nearest(chainId, 0n)))
      const answers = await Promise.all(rivals.map(commit))
      expect(answers.filter((answer) => answer === 'committed')).toHaveLength(1)
      expect(answers.filter((answer) => answer === 'already')).toHaveLength(5)
    })

    test('behaviour: pruning deletes whatever no reading needs, and only of final blocks', async () => {
      const chainId = newChain()
      const ends = (await commitRow(store, chainId, 5)).map(endOf)
      for (const { number, hash: blockHash } of ends)
        await store.checkpoints.put(chainId, {
          number,
          blockHash,
          contentHash: 'c',
          payload: Buffer.from('c'),
        })
      expect(await store.history.prune(chainId, 10_000n)).toEqual({ from: undefined, facts: 0n })
      await store.history.finalize(chainId, ends[2]!.number)
      const pruned = await store.history.prune(chainId, 10_000n)
      expect(pruned).toEqual({ from: ends[2]!.number, facts: 20n })
      await store.history.vacuum()
      expect(await store.checkpoints.nearest(chainId, ends[2]!.number - 1n)).toBeUndefined()
      expect((await store.checkpoints.nearest(chainId, ends[2]!.number))?.blockHash).toBe(ends[2]!.hash)
      const held: bigint[] = []
      for await (const segment of store.history.segments(chainId, 0n, 10_000n))
        held.push(endOf(segment).number)
      expect(held).toEqual(ends.slice(2).map(({ number }) => number))
    })

    test('error: facts_diverged, and nothing of the commit stays', async () => {
      const chainId = newChain()
      const [, two] = await commitRow(store, chainId, 2)
      const segment = segmentAfter(chainId, endOf(two!), 2, 'next')
      const changes = legChanges(11, 2)
      await expect(store.facts.commit({ chainId, segment, changes })).rejects.toMatchObject(DIVERGED)
      const { facts, standing } = await headsOf(store, chainId)
      expect(facts).toEqual(legRecords(10, 1))
      expect(standing.last?.hash).toBe(endOf(two!).hash)
    })

    test('error: store_failed, after which the store goes on', async () => {
      const chainId = newChain()
      const [one] = await commitRow(store, chainId, 1)
      const segment = segmentAfter(chainId, endOf(one!), 1, 0)
      const twice = [...legChanges(1, 1), ...legChanges(1, 1)]
      await expect(store.facts.commit({ chainId, segment, changes: twice })).rejects.toMatchObject({
        code: 'store_failed',
      })
      await expect(store.facts.commit({ chainId, segment, changes: legChanges(10, 1) })).resolves.toBe(
        'committed',
      )
      expect((await headsOf(store, chainId)).facts).toEqual(legRecords(10, 1))
    })

    test('behaviour: more facts than one statement takes are committed and rolled back alike', async () => {
      const chainId = newChain()
      const first = segmentAfter(chainId, ORIGIN, 1, 0)
      const second = segmentAfter(chainId, endOf(first), 1, 0)
      await store.facts.commit({ chainId, segment: first, changes: legChanges(2_500, 0) })
      await store.facts.commit({ chainId, segment: second, changes: legChanges(2_500, 1) })
      expect((await headsOf(store, chainId)).facts).toEqual(legRecords(2_500, 1))
      const [undone] = await store.facts.rollback(chainId, endOf(first).hash)
      expect(sorted(undone!.changes)).toEqual(sorted(legChanges(2_500, 1)))
      expect((await headsOf(store, chainId)).facts).toEqual(legRecords(2_500, 0))
    })

    test('error: reorg_too_deep', async () => {
      const chainId = newChain()
      const segments = await commitRow(store, chainId, 4)
      const [one, two] = segments
      await store.history.finalize(chainId, endOf(two!).number)
      for (const to of [endOf(one!).hash, hashOf('unknown')])
        await expect(store.facts.rollback(chainId, to)).rejects.toMatchObject({ code: 'reorg_too_deep' })
      expect(await store.facts.rollback(chainId, endOf(two!).hash)).toHaveLength(2)
    })

    test('error: not_stored names the range', async () => {
      const chainId = newChain()
      await expect(store.facts.asOf(chainId, 1n, nobody)).rejects.toMatchObject({ code: 'not_stored' })
      const [one, two] = await commitRow(store, chainId, 2)
      const [from, to] = [endOf(one!).number, endOf(two!).number]
      for (const block of [from - 1n, to + 1n])
        await expect(store.facts.asOf(chainId, block, nobody)).rejects.toMatchObject({
          code: 'not_stored',
          context: { from, to },
        })
    })

    test('behaviour: facts come by block, however many a block has', async () => {
      const chainId = newChain()
      const counts = [12_000, 2_500, 2_500, 11_000, 10]
      const expected: FactRecord[][] = []
      let parent: { readonly number: bigint; readonly hash: Hex } = ORIGIN
      const numbers: bigint[] = []
      for (const [round, count] of counts.entries()) {
        const segment = segmentAfter(chainId, parent, 2, 0)
        parent = endOf(segment)
        const changes = legChanges(count, 0).map((change, place) => ({
          ...change,
          value: `${round}`,
          before: round === 0 ? undefined : `${counts.slice(0, round).findLastIndex((size) => place < size)}`,
        }))
        await store.facts.commit({ chainId, segment, changes })
        expected.push(changes.map(({ before: _, ...record }) => record))
        numbers.push(parent.number)
      }
      const read = async (after: bigint, upTo: bigint): Promise<Map<bigint, FactRecord[]>> => {
        const found = new Map<bigint, FactRecord[]>()
        for await (const page of store.facts.pages(chainId, after, upTo))
          for (const { block, ...record } of page) found.set(block, [...(found.get(block) ?? []), record])
        return found
      }
      const all = await read(0n, 10_000n)
      expect([...all.keys()]).toEqual(numbers)
      for (const [round, number] of numbers.entries())
        expect(sorted(all.get(number) ?? [])).toEqual(sorted(expected[round] ?? []))
      expect([...(await read(numbers[0]!, numbers[2]!)).keys()]).toEqual(numbers.slice(1, 3))
      expect((await read(10_000n, 20_000n)).size).toBe(0)
    })

    test('error: chain_moved, when the end is taken back while it is read', async () => {
      const chainId = newChain()
      const [one, two] = await commitRow(store, chainId, 2)
      const reader = {
        ...nobody,
        facts: async () => {
          await store.facts.rollback(chainId, endOf(one!).hash)
          await store.facts.commit({ chainId, segment: two!, changes: legChanges(10, 1) })
        },
      }
      await expect(store.facts.asOf(chainId, endOf(two!).number, reader)).rejects.toMatchObject({
        code: 'chain_moved',
        retryable: true,
      })
      expect((await store.facts.asOf(chainId, endOf(two!).number, nobody)).hash).toBe(endOf(two!).hash)
    })

    test('behaviour: final ends are found by block and by time', async () => {
      const chainId = newChain()
      const ends = (await commitRow(store, chainId, 5)).map(endOf)
      await store.history.finalize(chainId, ends[3]!.number)
      const numbers = async (after: bigint, limit: number) =>
        (await store.ends.final(chainId, after, limit)).map(({ number }) => number)
      expect(await numbers(0n, 10)).toEqual(ends.slice(0, 4).map(({ number }) => number))
      expect(await numbers(ends[0]!.number, 2)).toEqual(ends.slice(1, 3).map(({ number }) => number))
      const endBefore = (moment: bigint) => store.ends.finalBefore(chainId, timestamp(moment))
      expect((await endBefore(ends[2]!.timestamp))?.hash).toBe(ends[2]!.hash)
      expect((await endBefore(ends[4]!.timestamp))?.hash).toBe(ends[3]!.hash)
      expect(await endBefore(ends[0]!.timestamp - 1n)).toBeUndefined()
      expect(await store.ends.standing(chainId)).toEqual((await headsOf(store, chainId)).standing)
      expect((await store.ends.at(chainId, ends[2]!.number + 1n)).hash).toBe(ends[2]!.hash)
    })

    test('behaviour: orphans go when they are old enough', async () => {
      const chainId = newChain()
      const [one] = await commitRow(store, chainId, 3)
      await store.facts.rollback(chainId, endOf(one!).hash)
      const orphans = await store.history.orphans(chainId, 0n, 10_000n)
      const times = orphans.map(({ orphanedAt }) => orphanedAt.getTime())
      expect(orphans).toHaveLength(20)
      expect(await store.history.dropOrphans(chainId, new Date(Math.min(...times)))).toBe(0n)
      expect(await store.history.dropOrphans(chainId, new Date(Math.max(...times) + 1))).toBe(20n)
      expect(await store.history.orphans(chainId, 0n, 10_000n)).toEqual([])
    })

    test('behaviour: stored segments come back as they were, those that hold an end of the range included', async () => {
      const chainId = newChain()
      const segments = await commitRow(store, chainId, 120, 8)
      const read = async (from: bigint, to: bigint): Promise<readonly Segment[]> => {
        const found: Segment[] = []
        for await (const segment of store.history.segments(chainId, from, to)) found.push(segment)
        return found
      }
      expect(await read(0n, 10_000n)).toEqual(segments)
      const [first] = segments[3]!.headers
      expect(await read(first.number + 2n, first.number + 9n)).toEqual(segments.slice(3, 5))
      expect(await read(9n, 8n)).toEqual([])
    })

    test('behaviour: a checkpoint of many pieces comes back whole, and leaves with its block', async () => {
      const chainId = newChain()
      const [one, two] = await commitRow(store, chainId, 2)
      const checkpoint = (segment: Segment, payload: Buffer): Checkpoint => ({
        number: endOf(segment).number,
        blockHash: endOf(segment).hash,
        contentHash: hashOf(payload.toString('latin1')),
        payload,
      })
      const [small, large] = [
        checkpoint(one!, Buffer.from('redline')),
        checkpoint(two!, Buffer.alloc(2_500_000, 'red')),
      ]
      await store.checkpoints.put(chainId, small)
      await store.checkpoints.put(chainId, checkpoint(two!, Buffer.alloc(3)))
      await store.checkpoints.put(chainId, large)
      const { payload, ...rest } = large
      const refs = (await store.checkpoints.list(chainId)).map(({ blockHash, timestamp }) => [
        blockHash,
        timestamp,
      ])
      expect(refs).toEqual([one!, two!].map((segment) => [endOf(segment).hash, endOf(segment).timestamp]))
      const found = await store.checkpoints.nearest(chainId, 10_000n)
      expect(found).toMatchObject(rest)
      expect(Buffer.compare(found!.payload, payload)).toBe(0)
      await store.facts.rollback(chainId, endOf(one!).hash)
      expect(await store.checkpoints.nearest(chainId, 10_000n)).toEqual(small)
      expect(await store.checkpoints.nearest(chainId, 0n)).toBeUndefined()
      await store.checkpoints.drop(chainId, small.number)
      expect(await store.checkpoints.nearest(chainId, 10_000n)).toBeUndefined()
      await expect(store.checkpoints.put(chainId, large)).rejects.toMatchObject({ code: 'not_stored' })
    })

    keptTests({ store: () => store, reopen, newChain })

    test('behaviour: texts and numbers of any size come back as they were', async () => {
      const chainId = newChain()
      const parent = { number: 2n ** 58n, hash: hashOf('far') }
      const segment = segmentAfter(chainId, parent, 1, 0)
      const record = {
        market: 'm"\\{},',
        kind: 'NULL',
        key: '',
        value: `{"ä":"\\u0000 '\n${'9'.repeat(78)}"}`,
      }
      await store.facts.commit({ chainId, segment, changes: [{ ...record, before: undefined }] })
      const { facts, standing } = await headsOf(store, chainId)
      expect(facts).toEqual([record])
      expect(standing.last?.number).toBe(2n ** 58n + 1n)
    })

    test('behaviour: many calls at once never mix their transactions', async () => {
      const ids = Array.from({ length: 12 }, newChain)
      const work = ids.map(async (chainId, place) => {
        const segments = await commitRow(store, chainId, 3)
        // Every third chain fails in the midst of the others' transactions.
        if (place % 3 === 0) {
          const segment = segmentAfter(chainId, endOf(segments[2]!), 1, 0)
          const failure = await failureOf(() =>
            store.facts.commit({ chainId, segment, changes: legChanges(12, 3) }),
          )
          expect(failure).toMatchObject(DIVERGED)
        }
        return store.facts.rollback(chainId, endOf(segments[1]!).hash)
      })
      await Promise.all(work)
      for (const chainId of ids) expect((await headsOf(store, chainId)).facts).toEqual(legRecords(10, 1))
    })

    test('behaviour: any history agrees with a plain model', { timeout: 600_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
          const [chainId, other] = [newChain(), newChain()]
          const [model, bystander] = [new StoreModel(), new StoreModel()]
          await apply(store, other, bystander, { kind: 'commit', values: [[0, 0]], blocks: 1 }, 0)
          for (const [place, next] of steps.entries())
            if (next.kind === 'reopen') await reopen()
            else await apply(store, chainId, model, next, place)
          for (const [id, expected] of [
            [chainId, model],
            [other, bystander],
          ] as const) {
            const { facts } = await headsOf(store, id)
            expect(facts).toEqual(sorted(expected.last?.facts.values() ?? []))
            await agrees(store, id, expected)
          }
        }),
        { numRuns: 30 },
      )
    })
  })
}

const nobody = { base: () => undefined, facts: () => undefined }
const DIVERGED = { name: 'StoreError', code: 'facts_diverged' }
