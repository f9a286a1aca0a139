import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChainClient } from '../../src/chain/client.ts'
import { createHistoricalSource } from '../../src/chain/source/historical.ts'
import { createLiveSource } from '../../src/chain/source/live.ts'
import { lastEndAt } from '../../src/chain/source/segmenter.ts'
import { endOf } from '../../src/core/segment.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient, type DevnetClient } from '../../src/devnet/client.ts'
import {
  blockAt,
  CHAIN,
  clock,
  follow,
  open,
  providersAt,
  reorg,
  shown,
  truth,
} from '../faults/source-rig.ts'
import { emitLogs, plantProbes } from '../support/probe-contracts.ts'

let anvil: Anvil
let devnet: DevnetClient
let client: ChainClient

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo' })
  devnet = createDevnetClient(anvil.rpcUrl, CHAIN)
  client = await open(anvil.rpcUrl)
  await plantProbes(devnet)
  await devnet.mine({ blocks: 90, interval: 12 })
})

afterAll(() => anvil?.stop())

/** Each a number of blocks, or a reorg of a depth. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('mine' as const), blocks: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant('logs' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({
    kind: fc.constant('reorg' as const),
    depth: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 64 })),
    logs: fc.integer({ min: 0, max: 5 }),
  }),
)

async function live(stride: number, pollMs: number, wsUrls: readonly string[]) {
  const providers = await providersAt([anvil.rpcUrl])
  return createLiveSource({ chainId: CHAIN, stride, providers, clock, finality: 'tag', pollMs, wsUrls })
}

describe.each([
  { stride: 1, pollMs: 10, ws: false },
  { stride: 1, pollMs: 60_000, ws: true },
  { stride: 8, pollMs: 10, ws: false },
])('stride $stride, polls every $pollMs ms, socket $ws', ({ stride, pollMs, ws }) => {
  test('behaviour: whatever the chain does, pushing and popping ends in exactly the canonical chain', async () => {
    let branches = 0
    let logs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const head = await devnet.getBlockNumber()
        const after = await blockAt(client, lastEndAt(head, 8) - 64n)
        const follower = follow(await live(stride, pollMs, ws ? [anvil.wsUrl] : []), after)
        await follower.until(() => follower.segments.length > 0)
        for (const [i, next] of steps.entries()) {
          if (next.kind === 'mine') await devnet.mine({ blocks: next.blocks, interval: 12 })
          if (next.kind === 'logs') await emitLogs(devnet, BigInt(next.count))
          if (next.kind === 'reorg') {
            const depth = Math.min(next.depth, Number((await devnet.getBlockNumber()) - after.number))
            await reorg(devnet, depth, BigInt(1_000 * i + next.logs))
          }
        }
        await devnet.mine({ blocks: 8, interval: 12 })
        const { number } = await devnet.getBlock()
        const { hash } = await devnet.getBlock({ blockNumber: lastEndAt(number, stride) })
        await follower.until(() => follower.hashes().at(-1) === hash)
        await follower.stop()
        const last = lastEndAt(number, stride)
        expect(shown(follower.segments)).toEqual(await truth(devnet, after.number + 1n, last))
        logs += follower.segments.flatMap((segment) => segment.logs).length
        branches += follower.events.filter(({ kind }) => kind === 'rollback').length
        expect(follower.events.filter(({ kind }) => kind === 'stalled')).toEqual([])
      }),
      { numRuns: 6, seed: 20_261_122 },
    )
    expect(branches).toBeGreaterThan(0)
    expect(logs).toBeGreaterThan(100)
  })
})

test.each([1, 2, 3, 7, 16, 33, 64])(
  'behaviour: a reorg of depth %i rolls back to the fork and no further',
  async (depth) => {
    const after = await blockAt(client, (await devnet.getBlockNumber()) - 66n)
    const follower = follow(await live(1, 10, []), after)
    const before = await blockAt(client, 'latest')
    await follower.until(() => follower.hashes().at(-1) === before.hash)
    await reorg(devnet, depth, BigInt(depth))
    const head = await blockAt(client, 'latest')
    await follower.until(() => follower.hashes().at(-1) === head.hash)
    await follower.stop()
    const back = follower.events.filter((event) => event.kind === 'rollback')
    expect(back.map(({ to }) => to.number)).toEqual([before.number - BigInt(depth)])
    expect(shown(follower.segments)).toEqual(await truth(devnet, after.number + 1n, head.number))
  },
)

test('error: reorg_too_deep when the fork lies below the tail', async () => {
  const after = await blockAt(client, 'latest')
  const oldest = await blockAt(client, after.number - 3n)
  const tail = [oldest, await blockAt(client, after.number - 1n), after]
  await reorg(devnet, 5, 77n)
  const follower = follow(await live(1, 10, []), after, { tail })
  expect(await follower.ended).toMatchObject({ code: 'reorg_too_deep', context: { number: oldest.number } })
})

test('behaviour: a reorg during the absence is rolled back to the tail', async () => {
  const after = await blockAt(client, 'latest')
  const tail = await Promise.all([-4n, -3n, -2n, -1n, 0n].map((by) => blockAt(client, after.number + by)))
  await reorg(devnet, 3, 78n)
  await devnet.mine({ blocks: 2 })
  const head = await blockAt(client, 'latest')
  // This consumer begins with an empty hand, so it only looks at what it is told.
  const events = []
  const source = await live(1, 10, [])
  const stop = new AbortController()
  const start = { after, tail, filter: () => ({ addresses: [], topics: [] }), signal: stop.signal }
  for await (const event of source.follow(start)) {
    events.push(event.kind === 'segment' ? endOf(event.segment).number : event)
    if (event.kind === 'segment' && endOf(event.segment).hash === head.hash) stop.abort()
  }
  expect(events.filter((event) => typeof event === 'object' && event.kind === 'rollback')).toEqual([
    { kind: 'rollback', to: tail[1] },
  ])
  expect(events.filter((event) => typeof event === 'bigint')).toEqual(
    [1n, 2n, 3n, 4n, 5n].map((by) => tail[1]!.number + by),
  )
})

test('behaviour: a chain that becomes shorter is waited for; finality follows by depth', async () => {
  const after = await blockAt(client, 'latest')
  const providers = await providersAt([anvil.rpcUrl])
  const settings = {
    chainId: CHAIN,
    stride: 1,
    providers,
    clock,
    finality: 3,
    pollMs: 10,
    patienceMs: 50,
    retryMs: 10,
  }
  const follower = follow(createLiveSource(settings), after)
  await devnet.mine({ blocks: 6 })
  await follower.until(() => follower.segments.length === 6)
  await devnet.request<{ Method: 'anvil_rollback'; Parameters: unknown[]; ReturnType: null }>({
    method: 'anvil_rollback',
    params: [2],
  })
  await follower.until(() => follower.events.some(({ kind }) => kind === 'stalled'))
  expect(follower.events.some(({ kind }) => kind === 'rollback')).toBe(false)
  await emitLogs(devnet, 2n)
  await devnet.mine({ blocks: 3 })
  const head = await blockAt(client, 'latest')
  await follower.until(
    () => follower.hashes().at(-1) === head.hash && follower.events.at(-1)?.kind === 'finalized',
  )
  await follower.stop()
  expect(follower.events.at(-1)).toEqual({ kind: 'finalized', number: head.number - 3n })
  expect(shown(follower.segments)).toEqual(await truth(devnet, after.number + 1n, head.number))
  const kinds = follower.events.map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'stalled' || kind === 'resumed')).toEqual(['stalled', 'resumed'])
})

describe.each([1, 8])('stride %i', (stride) => {
  test('behaviour: live and historical give the same segments, byte for byte', async () => {
    for (const count of [3n, 1n, 40n]) {
      await emitLogs(devnet, count)
      await devnet.mine({ blocks: 11, interval: 12 })
    }
    const head = await devnet.getBlockNumber()
    const last = lastEndAt(head, stride)
    const after = await blockAt(client, head - 77n)
    const lived = follow(await live(stride, 10, []), after)
    await lived.until(() => lived.segments.length > 0 && endOf(lived.segments.at(-1)!).number === last)
    await lived.stop()
    const providers = await providersAt([anvil.rpcUrl])
    const settings = { chainId: CHAIN, stride, providers, clock, until: head, chunkBlocks: 16, ahead: 2 }
    const old = follow(createHistoricalSource(settings), after)
    expect(await old.ended).toBeUndefined()
    expect(old.segments).toStrictEqual(lived.segments)
    expect(old.segments.flatMap(({ logs }) => logs).length).toBeGreaterThan(40)
    expect(shown(old.segments)).toEqual(await truth(devnet, after.number + 1n, last))
  })

  test('behaviour: history ends at the last segment end that is final', async () => {
    const { number: finalized } = await devnet.getBlock({ blockTag: 'finalized' })
    const after = await blockAt(client, finalized - 20n)
    const providers = await providersAt([anvil.rpcUrl])
    const old = follow(
      createHistoricalSource({ chainId: CHAIN, stride, providers, clock, until: 'finalized' }),
      after,
    )
    expect(await old.ended).toBeUndefined()
    expect(old.segments.flatMap(({ headers }) => headers).at(-1)?.number).toBe(lastEndAt(finalized, stride))
  })
})
