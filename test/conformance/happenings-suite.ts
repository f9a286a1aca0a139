import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Happening, LiquidationHappening } from '../../src/core/happening.ts'
import { endOf, type Segment } from '../../src/core/segment.ts'
import { baseValue, timestamp, tokenAmount } from '../../src/core/units.ts'
import type { HappeningFilter } from '../../src/store/happening-filter.ts'
import type { HappeningSumsQuery } from '../../src/store/happening-sums.ts'
import type { OpenStore } from '../../src/store/open.ts'
import { address } from '../support/aave-state.ts'
import { liquidation, liquidationAt } from '../support/happening.ts'
import { everything, ORIGIN } from './store-histories.ts'
import { hashOf, segmentAfter } from './store-segments.ts'
import type { StoreUnderTest } from './store-suite.ts'

/** What every store must do with happenings, on whatever database. */
export function happeningsSuite(name: string, start: () => Promise<StoreUnderTest>): void {
  describe(`happenings in a store on ${name}`, () => {
    let place: StoreUnderTest
    let store: OpenStore
    let chains = 0
    const newChain = (): number => ++chains
    beforeAll(async () => {
      place = await start()
      store = await place.open()
    })
    afterAll(async () => {
      await store?.close()
      await place?.remove()
    })

    type Row = { readonly segments: readonly Segment[]; readonly happenings: readonly Happening[] }
    /** Commits segments of two blocks; each log of them is a liquidation, changed by `about`. */
    async function commitRow(
      chainId: number,
      count: number,
      about: (place: number) => Partial<LiquidationHappening> = () => ({}),
    ): Promise<Row> {
      const segments: Segment[] = []
      const all: Happening[] = []
      for (let round = 0; round < count; round++) {
        const parent = segments.at(-1)
        const segment = segmentAfter(chainId, parent === undefined ? ORIGIN : endOf(parent), 2, 0)
        const happenings = segment.logs.map((log, i) => ({
          ...liquidationAt('m', log, segment),
          ...about(all.length + i),
        }))
        const changes =
          round === 0 ? [{ market: 'm', kind: 'identity', key: '', value: '1', before: undefined }] : []
        await store.facts.commit({ chainId, segment, changes, happenings })
        segments.push(segment)
        all.push(...happenings)
      }
      return { segments, happenings: all }
    }
    const list = async (chainId: number, filter: Partial<HappeningFilter> = {}) => {
      const { filter: none, ...asked } = everything(chainId)
      const page = await store.happenings.list({ ...asked, filter: { ...none, ...filter }, limit: 1_000 })
      return page.happenings
    }
    const sums = (chainIds: readonly number[], about: Partial<HappeningSumsQuery> = {}) => {
      const { after: _, ...asked } = everything(0)
      return store.happenings.sum({
        ...asked,
        chainIds,
        bucket: undefined,
        split: undefined,
        limit: 1_000,
        ...about,
      })
    }

    test('behaviour: what happened comes back as it was, absent values and large ones included', async () => {
      const chainId = newChain()
      const huge = tokenAmount(2n ** 256n - 1n)
      const { happenings } = await commitRow(chainId, 1, (i) =>
        i === 0
          ? {
              repaid: huge,
              deficits: [
                { asset: address(8), amount: huge, value: undefined },
                { asset: address(9), amount: tokenAmount(1n), value: baseValue(2n) },
              ],
              exchanged: undefined,
              bonus: undefined,
              prices: { collateral: undefined, debt: undefined },
              values: { repaid: undefined, seized: undefined, fee: undefined, deficit: undefined },
              receivesLendingToken: true,
            }
          : {},
      )
      expect(await list(chainId)).toEqual(happenings.toReversed())
    })

    test('error: facts_diverged, when the last segment comes again with other happenings', async () => {
      const chainId = newChain()
      const { segments, happenings } = await commitRow(chainId, 2)
      const segment = segments[1]!
      const [one, two] = happenings.slice(2)
      const changed = { ...one!, fee: tokenAmount(0n) }
      for (const others of [[], [one!], [changed, two!], [two!, one!]])
        await expect(
          store.facts.commit({ chainId, segment, changes: [], happenings: others }),
        ).rejects.toMatchObject({ code: 'facts_diverged' })
      await expect(
        store.facts.commit({ chainId, segment, changes: [], happenings: [one!, two!] }),
      ).resolves.toBe('already')
      expect(await list(chainId)).toHaveLength(4)
    })

    test('behaviour: a reorganisation drops, keeps and moves them; orphans are kept until they are old', async () => {
      const chainId = newChain()
      const { segments, happenings } = await commitRow(chainId, 3)
      await store.facts.rollback(chainId, endOf(segments[0]!).hash)
      expect(await list(chainId)).toEqual(happenings.slice(0, 2).toReversed())
      const fork = segmentAfter(chainId, endOf(segments[0]!), 2, 'fork')
      const moved = fork.logs.map((log) => ({ ...liquidationAt('m', log, fork), logIndex: log.logIndex + 5 }))
      await store.facts.commit({ chainId, segment: fork, changes: [], happenings: moved })
      expect(await list(chainId)).toEqual([...moved.toReversed(), ...happenings.slice(0, 2).toReversed()])
      const orphans = await store.happenings.orphans(chainId, 0n, 10_000n)
      expect(orphans.map(({ happening }) => happening)).toEqual(happenings.slice(2))
      const last = Math.max(...orphans.map(({ orphanedAt }) => orphanedAt.getTime()))
      await store.history.dropOrphans(chainId, new Date(last - 60_000))
      expect(await store.happenings.orphans(chainId, 0n, 10_000n)).toHaveLength(4)
      await store.history.dropOrphans(chainId, new Date(last + 1))
      expect(await store.happenings.orphans(chainId, 0n, 10_000n)).toEqual([])
    })

    test('behaviour: filters choose by market, account, time and block', async () => {
      const chainId = newChain()
      const { happenings } = await commitRow(chainId, 3, (i) => ({
        market: i % 2 === 0 ? 'm' : 'other',
        account: address(50 + (i % 3)),
      }))
      const ids = (found: readonly Happening[]) => found.map(({ block }) => block)
      const chosen = (keep: (one: Happening, i: number) => boolean) =>
        ids(happenings.filter(keep).toReversed())
      expect(ids(await list(chainId, { market: 'm' }))).toEqual(chosen((_, i) => i % 2 === 0))
      expect(ids(await list(chainId, { account: address(51) }))).toEqual(chosen((_, i) => i % 3 === 1))
      const [from, to] = [happenings[1]!, happenings[4]!]
      const between = chosen((_, i) => i >= 1 && i < 4)
      expect(
        ids(await list(chainId, { from: { time: from.timestamp }, to: { time: to.timestamp } })),
      ).toEqual(between)
      expect(ids(await list(chainId, { from: { block: from.block }, to: { block: to.block } }))).toEqual(
        between,
      )
    })

    test('behaviour: pages fit together over chains and equal times, whatever is committed meanwhile', async () => {
      const [one, two] = [newChain(), newChain()]
      const same = (i: number) => ({ timestamp: timestamp(1_700_000_000n + BigInt(Math.floor(i / 3))) })
      const rows = [await commitRow(one, 3, same), await commitRow(two, 3, same)]
      const asked = { ...everything(one), chainIds: [one, two], limit: 2 }
      const found: Happening[] = []
      let page = await store.happenings.list(asked)
      const pinned = page.ends
      const grow = segmentAfter(one, endOf(rows[0]!.segments[2]!), 2, 0)
      // A chain that lags adds what is older than the page that was just read.
      const old = { timestamp: timestamp(1_600_000_000n) }
      const later = grow.logs.map((log) => ({ ...liquidationAt('m', log, grow), ...old }))
      await store.facts.commit({ chainId: one, segment: grow, changes: [], happenings: later })
      for (found.push(...page.happenings); page.isMore; found.push(...page.happenings)) {
        const { timestamp: time, chainId, block, logIndex } = found.at(-1)!
        const after = { time, chainId, block, logIndex }
        page = await store.happenings.list({ ...asked, pinned, after })
      }
      const order = rows
        .flatMap(({ happenings }) => happenings)
        .sort(
          (a, b) => Number(b.timestamp - a.timestamp) || a.chainId - b.chainId || Number(b.block - a.block),
        )
      expect(found).toEqual(order)
      const anew = await store.happenings.list({ ...asked, limit: 100 })
      expect(anew.happenings).toEqual([...order, ...later.toReversed()])
    })

    test('error: chain_moved, when a pinned end has left the chain', async () => {
      const chainId = newChain()
      const { segments } = await commitRow(chainId, 2)
      const { ends: pinned, since } = await store.happenings.list({ ...everything(chainId), limit: 1 })
      expect(await store.happenings.extent(everything(chainId))).toEqual({ ends: pinned, since })
      await store.facts.rollback(chainId, endOf(segments[0]!).hash)
      const asked = { ...everything(chainId), pinned, limit: 1 }
      await expect(store.happenings.list(asked)).rejects.toMatchObject({ code: 'chain_moved' })
      await expect(store.happenings.extent(asked)).rejects.toMatchObject({ code: 'chain_moved' })
      const fork = segmentAfter(chainId, endOf(segments[0]!), 2, 'fork')
      await store.facts.commit({ chainId, segment: fork, changes: [] })
      await expect(store.happenings.list(asked)).rejects.toMatchObject({ code: 'chain_moved' })
    })

    test('behaviour: the record begins after the end at which a market joined, or with what retention left', async () => {
      const chainId = newChain()
      const { segments } = await commitRow(chainId, 4)
      const since = async () => (await store.happenings.list({ ...everything(chainId), limit: 1 })).since
      const [first, , third] = segments.map(endOf)
      expect(await since()).toEqual([
        { chainId, market: 'm', block: first!.number + 1n, after: first!.timestamp },
      ])
      await store.history.finalize(chainId, third!.number)
      await store.history.prune(chainId, third!.number)
      expect(await since()).toEqual([{ chainId, market: 'm', block: third!.number, after: third!.timestamp }])
      expect((await list(chainId)).map(({ block }) => block)).toEqual(
        [0n, 1n, 2n, 3n].map((less) => third!.number + 2n - less),
      )
    })

    test('behaviour: sums by stretch of UTC and subject add up to the whole; what has no value is counted apart', async () => {
      const [one, two] = [newChain(), newChain()]
      const day = 86_400n
      const begin = 1_699_920_000n
      const about = (i: number): Partial<LiquidationHappening> => ({
        market: `m${i % 2}`,
        collateral: address(60 + (i % 2)),
        debt: address(70 + (i % 3)),
        timestamp: timestamp(begin + BigInt(i) * (day / 2n) - (i === 2 ? 1n : 0n)),
        deficits: i === 3 ? [{ asset: address(99), amount: tokenAmount(5n), value: baseValue(500n) }] : [],
        values: {
          repaid: baseValue(1_000n * BigInt(i + 1)),
          seized: baseValue(2n * BigInt(i + 1)),
          fee: i === 4 ? undefined : baseValue(1n),
          deficit: baseValue(i === 3 ? 500n : 0n),
        },
      })
      await commitRow(one, 3, about)
      await commitRow(two, 1, about)
      const [whole] = (await sums([one, two])).sums
      expect(whole).toEqual({
        start: undefined,
        subject: undefined,
        liquidations: 7,
        unvalued: 1,
        repaid: 19_000n,
        seized: 38n,
        fee: 7n,
        deficit: 500n,
      })
      const days = (await sums([one], { bucket: 'day' })).sums
      expect(days.map(({ start, liquidations, unvalued }) => [start, liquidations, unvalued])).toEqual([
        [begin, 3, 0],
        [begin + day, 1, 0],
        [begin + 2n * day, 1, 1],
      ])
      for (const split of ['market', 'collateral', 'debt'] as const) {
        const parts = (await sums([one, two], { split, bucket: 'hour' })).sums
        for (const field of ['repaid', 'seized', 'fee', 'deficit'] as const)
          expect(parts.reduce((sum, part) => sum + part[field], 0n)).toBe(whole?.[field])
        expect(parts.reduce((sum, part) => sum + part.liquidations, 0)).toBe(7)
      }
      const byDebt = (await sums([one], { split: 'debt' })).sums
      expect(byDebt.map(({ subject, deficit }) => [subject?.name, deficit])).toEqual([
        [address(70), 0n],
        [address(71), 0n],
        [address(72), 0n],
        [address(99), 500n],
      ])
      expect((await sums([one], { split: 'debt', limit: 4 })).isMore).toBe(false)
      expect(await sums([one], { split: 'debt', limit: 3 })).toMatchObject({
        isMore: true,
        sums: { length: 3 },
      })
      expect((await sums([newChain()])).sums).toEqual([])
    })

    test('behaviour: weeks begin on Monday and months with the first, in UTC', async () => {
      const chainId = newChain()
      const sunday = BigInt(Date.UTC(2024, 8, 1) / 1_000)
      await commitRow(chainId, 1, (i) => ({ timestamp: timestamp(sunday + BigInt(i) * 86_399n) }))
      const starts = async (bucket: 'week' | 'month') =>
        (await sums([chainId], { bucket })).sums.map(({ start }) => Number(start) * 1_000)
      expect(await starts('week')).toEqual([Date.UTC(2024, 7, 26)])
      expect(await starts('month')).toEqual([Date.UTC(2024, 8, 1)])
    })

    test('error: store_failed, when one place is taken twice, and nothing of the commit stays', async () => {
      const chainId = newChain()
      const { segments, happenings } = await commitRow(chainId, 1)
      const segment = segmentAfter(chainId, endOf(segments[0]!), 1, 0)
      const twice = [liquidation({ ...happenings[0]!, transaction: hashOf('another') })]
      await expect(
        store.facts.commit({ chainId, segment, changes: [], happenings: twice }),
      ).rejects.toMatchObject({ code: 'store_failed' })
      expect((await store.ends.standing(chainId)).last?.number).toBe(endOf(segments[0]!).number)
    })
  })
}
