import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ChainClient } from '../../src/chain/client.ts'
import { createCatchingUpSource } from '../../src/chain/source/catching-up.ts'
import type { Source } from '../../src/chain/source/events.ts'
import { createHistoricalSource } from '../../src/chain/source/historical.ts'
import { createLiveSource } from '../../src/chain/source/live.ts'
import type { LogQuery } from '../../src/chain/source/log-query.ts'
import type { Providers } from '../../src/chain/source/providers.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient, type DevnetClient } from '../../src/devnet/client.ts'
import { type FaultyRpc, startFaultyRpc } from '../support/faulty-rpc.ts'
import { emitLogs, PROBES, plantProbes } from '../support/probe-contracts.ts'
import {
  blockAt,
  CHAIN,
  clock,
  type Follower,
  follow,
  open,
  providersAt,
  QUERY,
  reorg,
  shown,
  truth,
} from './source-rig.ts'

let anvil: Anvil
let devnet: DevnetClient
let client: ChainClient
let node: FaultyRpc
let start: BlockRef
let head: BlockRef
let follower: Follower | undefined

/** Every fourth of 48 blocks has logs, among 16 before and after. */
beforeAll(async () => {
  anvil = await startAnvil({ profile: 'archive' })
  devnet = createDevnetClient(anvil.rpcUrl, CHAIN)
  client = await open(anvil.rpcUrl)
  node = await startFaultyRpc(anvil.rpcUrl)
  await plantProbes(devnet)
  start = await blockAt(client, 'latest')
  await devnet.mine({ blocks: 16, interval: 12 })
  for (let i = 0; i < 12; i += 1) {
    await emitLogs(devnet, 2n)
    await devnet.mine({ blocks: 3, interval: 12 })
  }
  await devnet.mine({ blocks: 16, interval: 12 })
  head = await blockAt(client, 'latest')
})

afterAll(async () => {
  await node?.stop()
  await anvil?.stop()
})

beforeEach(() => node.script(() => undefined))

afterEach(async () => {
  await follower?.stop()
  follower = undefined
})

const live = (providers: Providers): Source =>
  createLiveSource({ chainId: CHAIN, stride: 1, providers, clock, finality: 64, pollMs: 600_000 })

/** Follows to the head; how many messages that took. */
async function caughtUp(source: Source, filter = (): LogQuery => QUERY): Promise<number> {
  node.script(() => undefined)
  follower = follow(source, start, { filter })
  const one = follower
  await one.until(() => one.hashes().at(-1) === head.hash)
  return node.messages()
}

test('budget: catching up by single blocks, eight of them share a request', async () => {
  const messages = await caughtUp(live(await providersAt([node.url])))
  const blocks = Number(head.number - start.number)
  // For each 64 blocks the head, the last header and the others; for each 8 blocks their logs.
  expect(messages).toBeLessThanOrEqual(Math.ceil(blocks / 64) * 3 + Math.ceil(blocks / 8) + 1)
  expect(shown(follower?.segments ?? [])).toEqual(await truth(devnet, start.number + 1n, head.number))
})

test('budget: an archive is read by ranges', async () => {
  const providers = await providersAt([node.url])
  const source = createHistoricalSource({ chainId: CHAIN, stride: 1, providers, clock, until: head.number })
  expect(await caughtUp(source)).toBeLessThanOrEqual(7)
  expect(shown(follower?.segments ?? [])).toEqual(await truth(devnet, start.number + 1n, head.number))
})

test('behaviour: a topic that is learned of while catching up is wanted from the next segment on', async () => {
  let query: LogQuery = { addresses: [PROBES.echo], topics: QUERY.topics }
  const learnedAt = start.number + 30n
  const source = live(await providersAt([node.url]))
  await caughtUp(source, () => {
    if ((follower?.segments.at(-1)?.headers[0].number ?? 0n) >= learnedAt) query = QUERY
    return query
  })
  const all = await truth(devnet, learnedAt + 1n, head.number)
  expect(shown(follower?.segments ?? []).logs).toEqual(all.logs)
  expect(all.logs.length).toBeGreaterThan(0)
})

describe('a source for a long absence', () => {
  const afar = async (more: { chunkBlocks?: number; farBlocks?: number; finality?: 'tag' | number }) => {
    const { chunkBlocks = 16, ...rest } = more
    return createCatchingUpSource({
      chainId: CHAIN,
      stride: 1,
      providers: await providersAt([node.url]),
      clock,
      finality: 8,
      pollMs: 5,
      retryMs: 5,
      farBlocks: 20,
      history: { chunkBlocks, ahead: 2 },
      ...rest,
    })
  }
  const finalized = (): bigint[] =>
    (follower?.events ?? []).flatMap((event) => (event.kind === 'finalized' ? [event.number] : []))

  test('budget: reads what is final by ranges, and goes on live without a gap or a repetition', async () => {
    const blocks = Number(head.number - start.number)
    const messages = await caughtUp(await afar({ chunkBlocks: 64 }))
    expect(messages).toBeLessThanOrEqual(Math.ceil(blocks / 64) * 3 + 10)
    expect(node.requests.filter(({ method, params }) => isRange(method, params)).length).toBeGreaterThan(0)
    await emitLogs(devnet, 2n)
    const newest = await blockAt(client, 'latest')
    await follower?.until(() => follower?.hashes().at(-1) === newest.hash)
    expect(shown(follower?.segments ?? [])).toEqual(await truth(devnet, start.number + 1n, newest.number))
    expect(finalized()).toEqual([...new Set(finalized())].sort((a, b) => Number(a - b)))
    expect(finalized()[0]).toBe(head.number - 8n)
  })

  test('behaviour: one that is near goes live at once', async () => {
    await caughtUp(await afar({ farBlocks: 500 }))
    expect(node.requests.some(({ method, params }) => isRange(method, params))).toBe(false)
  })

  test('behaviour: with the nodes’ own tag it is the same', async () => {
    await caughtUp(await afar({ finality: 'tag' }))
    expect(shown(follower?.segments ?? []).hashes.at(-1)).toBe(head.hash)
    expect(node.requests.some(({ params }) => params[0] === 'finalized')).toBe(true)
  })

  test('behaviour: where no block is ever called final everything is read live, and nothing is wrong', async () => {
    const source = await afar({ finality: 'tag' })
    node.script(({ params: [tag] }) =>
      tag === 'finalized' ? { kind: 'lie', change: (answer) => ({ ...answer, result: null }) } : undefined,
    )
    follower = follow(source, start)
    const one = follower
    await one.until(() => one.hashes().at(-1) === head.hash)
    expect(new Set(one.events.map(({ kind }) => kind))).toEqual(new Set(['head', 'segment']))
    expect(node.requests.some(({ params }) => params[0] === 'finalized')).toBe(true)
  })

  test('behaviour: nodes that are away at first are waited for', async () => {
    const source = await afar({})
    node.script(({ message }) => (message <= 6 ? { kind: 'dropped' } : undefined))
    follower = follow(source, start)
    const one = follower
    await one.until(() => one.hashes().at(-1) === head.hash)
    expect(node.requests.some(({ method, params }) => isRange(method, params))).toBe(true)
  })

  // These leave other branches behind, and so come last.
  const reorgedAtTheSeam = async (depth: number, finality: number): Promise<BlockRef> => {
    const { number: top } = await blockAt(client, 'latest')
    follower = follow(await afar({ finality }), start)
    const one = follower
    // The newest block that is read by ranges has come; the live part begins with a look at another branch.
    await one.until(() => (one.segments.at(-1)?.headers[0].number ?? 0n) >= top - BigInt(finality))
    await reorg(devnet, depth, 3n)
    await devnet.mine({ blocks: 3, interval: 12 })
    return blockAt(client, 'latest')
  }

  test.each([3, 7])('behaviour: a reorg of %i blocks at the seam is an ordinary one', async (depth) => {
    const newest = await reorgedAtTheSeam(depth, depth + 1)
    const one = follower
    await one?.until(() => one.hashes().at(-1) === newest.hash)
    expect(shown(one?.segments ?? [])).toEqual(await truth(devnet, start.number + 1n, newest.number))
  })

  test('error: reorg_too_deep where what was read by ranges is gone', async () => {
    await reorgedAtTheSeam(9, 4)
    expect(await follower?.ended).toMatchObject({ code: 'reorg_too_deep' })
    follower = undefined
  })
})

const isRange = (method: string, [filter]: readonly unknown[]): boolean =>
  method === 'eth_getLogs' && typeof filter === 'object' && filter !== null && 'fromBlock' in filter
