import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ChainClient } from '../../src/chain/client.ts'
import { createLiveSource, type LiveSettings } from '../../src/chain/source/live.ts'
import { createProviders, type ProviderStatus } from '../../src/chain/source/providers.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient, type DevnetClient } from '../../src/devnet/client.ts'
import { type FaultScript, type FaultyRpc, startFaultyRpc } from '../support/faulty-rpc.ts'
import { emitLogs, plantProbes } from '../support/probe-contracts.ts'
import {
  blockAt,
  breakNode,
  CHAIN,
  chance,
  clock,
  type Follower,
  follow,
  open,
  providersAt,
  reorg,
  shown,
  truth,
} from './source-rig.ts'

let anvil: Anvil
let devnet: DevnetClient
let client: ChainClient
let nodes: readonly [FaultyRpc, FaultyRpc, FaultyRpc]
let after: BlockRef
let follower: Follower | undefined

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo' })
  devnet = createDevnetClient(anvil.rpcUrl, CHAIN)
  client = await open(anvil.rpcUrl)
  await plantProbes(devnet)
  await devnet.mine({ blocks: 10, interval: 12 })
  nodes = [
    await startFaultyRpc(anvil.rpcUrl),
    await startFaultyRpc(anvil.rpcUrl),
    await startFaultyRpc(anvil.rpcUrl),
  ]
})

afterAll(async () => {
  for (const node of nodes ?? []) await node.stop()
  await anvil?.stop()
})

beforeEach(async () => {
  for (const node of nodes) breakNode(node, () => undefined)
  after = await blockAt(client, 'latest')
})

afterEach(async () => {
  await follower?.stop()
  follower = undefined
})

async function start(
  quorum: number,
  count = 3,
  changes: ProviderStatus[] = [],
  more: Partial<LiveSettings> = {},
): Promise<Follower> {
  const urls = nodes.slice(0, count).map(({ url }) => url)
  const providers = await providersAt(urls, quorum, changes)
  const source = createLiveSource({
    chainId: CHAIN,
    stride: 1,
    providers,
    clock,
    finality: 64,
    pollMs: 10,
    retryMs: 10,
    patienceMs: 60,
    answerMs: 300,
    ...more,
  })
  follower = follow(source, after)
  return follower
}

/** Waits for the head of the chain and compares everything. */
async function expectCanonical(one: Follower): Promise<void> {
  const head = await blockAt(client, 'latest')
  await one.until(() => one.hashes().at(-1) === head.hash)
  expect(shown(one.segments)).toEqual(await truth(devnet, after.number + 1n, head.number))
}

/** A node that stays where the chain is now: on this branch, whatever happens to it. */
async function frozen(): Promise<FaultScript> {
  const head = await devnet.getBlockNumber()
  const blocks = new Map<string, unknown>()
  for (let number = after.number; number <= head; number += 1n) {
    const tag: `0x${string}` = `0x${number.toString(16)}`
    blocks.set(tag, await client.request({ method: 'eth_getBlockByNumber', params: [tag, false] }))
  }
  const latest = blocks.get(`0x${head.toString(16)}`)
  return ({ method, params: [tag] }) =>
    method === 'eth_getBlockByNumber'
      ? {
          kind: 'lie',
          change: (a) => ({ ...a, result: tag === 'latest' ? latest : (blocks.get(String(tag)) ?? null) }),
        }
      : undefined
}

/** A node that is so many blocks behind. */
async function behind(blocks: bigint): Promise<FaultScript> {
  const head = (await devnet.getBlockNumber()) - blocks
  return ({ method, params: [tag] }) =>
    method === 'eth_getBlockByNumber' && tag === 'latest'
      ? { kind: 'ask', params: [`0x${head.toString(16)}`, false] }
      : undefined
}

const dead: FaultScript = () => ({ kind: 'dropped' })
const stalls = (one: Follower): readonly string[] =>
  one.events.flatMap((event) => (event.kind === 'stalled' ? [event.code] : []))
const latest = async (): Promise<string> => (await blockAt(client, 'latest')).hash

describe.each([1, 2])('a chain without final blocks, quorum %i', (quorum) => {
  test('behaviour: is followed without end, nothing is final, and nobody is blamed', async () => {
    const changes: ProviderStatus[] = []
    for (const node of nodes)
      breakNode(node, ({ params: [tag] }) =>
        tag === 'finalized' ? { kind: 'lie', change: (a) => ({ ...a, result: null }) } : undefined,
      )
    const one = await start(quorum, 2, changes, { finality: 'tag', finalityMs: 0 })
    for (let i = 0; i < 5; i += 1) {
      await emitLogs(devnet, 1n)
      await expectCanonical(one)
    }
    const asked = nodes[0].requests.filter(({ params: [tag] }) => tag === 'finalized')
    expect(asked.length).toBeGreaterThan(2)
    expect(changes).toEqual([])
    expect(new Set(one.events.map(({ kind }) => kind))).toEqual(new Set(['head', 'segment']))
  })
})

describe('quorum 2 of 3', () => {
  test('behaviour: a node on another branch is set aside and never followed', async () => {
    const changes: ProviderStatus[] = []
    await emitLogs(devnet, 3n)
    await devnet.mine({ blocks: 4 })
    const script = await frozen()
    await reorg(devnet, 4, 2n)
    breakNode(nodes[0], script)
    const one = await start(2, 3, changes)
    await expectCanonical(one)
    await devnet.mine({ blocks: 2 })
    await expectCanonical(one)
    expect(one.events.some(({ kind }) => kind === 'rollback')).toBe(false)
    expect(changes[0]).toMatchObject({ name: expect.stringMatching(/^1 /), aside: { code: 'hash_disputed' } })
  })

  test('behaviour: it comes back on probation, after longer and longer times, until it agrees', async () => {
    const changes: ProviderStatus[] = []
    await emitLogs(devnet, 3n)
    await devnet.mine({ blocks: 4 })
    const script = await frozen()
    await reorg(devnet, 4, 2n)
    breakNode(nodes[0], script)
    const one = await start(2, 3, changes)
    await one.until(() => one.segments.length > 0)
    while (changes.length < 3) {
      await devnet.mine({ blocks: 1 })
      const hash = await latest()
      await one.until(() => one.hashes().at(-1) === hash)
    }
    expect(changes.map(({ strikes }) => strikes).slice(0, 3)).toEqual([1, 2, 3])
    breakNode(nodes[0], () => undefined)
    while (changes.at(-1)?.aside !== undefined) {
      await devnet.mine({ blocks: 1 })
      const hash = await latest()
      await one.until(() => one.hashes().at(-1) === hash)
    }
    await expectCanonical(one)
  })

  test('behaviour: with one on another branch and one dead the chain stands still, and goes on when one is back', async () => {
    await emitLogs(devnet, 1n)
    await devnet.mine({ blocks: 2 })
    const script = await frozen()
    await reorg(devnet, 3, 2n)
    breakNode(nodes[1], script)
    breakNode(nodes[2], dead)
    const one = await start(2)
    await one.until(() => stalls(one).includes('providers_disagree'))
    expect(one.segments).toEqual([])
    breakNode(nodes[2], () => undefined)
    await expectCanonical(one)
    expect(one.events.at(-1)?.kind).not.toBe('stalled')
    expect(one.events.filter(({ kind }) => kind === 'resumed')).toHaveLength(1)
  })

  test('behaviour: a single node that is left is not followed', async () => {
    const one = await start(2)
    await devnet.mine({ blocks: 2 })
    await expectCanonical(one)
    breakNode(nodes[0], dead)
    breakNode(nodes[2], () => ({ kind: 'http', status: 503 }))
    await devnet.mine({ blocks: 2 })
    await one.until(() => stalls(one).includes('providers_unreachable'))
    expect(one.segments).toHaveLength(2)
    breakNode(nodes[0], () => undefined)
    await expectCanonical(one)
  })

  test('behaviour: a node that lags is set aside with the reason, and the chain goes on with the others', async () => {
    const changes: ProviderStatus[] = []
    breakNode(nodes[1], await behind(2n))
    const one = await start(2, 3, changes)
    for (let block = 0; block < 4; block += 1) {
      await devnet.mine({ blocks: 1 })
      await expectCanonical(one)
    }
    expect(changes[0]).toMatchObject({ name: expect.stringMatching(/^2 /), aside: { code: 'head_behind' } })
    expect(stalls(one)).toEqual([])
  })

  test('behaviour: a silent node is not waited for', async () => {
    breakNode(nodes[0], () => ({ kind: 'silent' }))
    const one = await start(2)
    await devnet.mine({ blocks: 2 })
    await expectCanonical(one)
    expect(stalls(one)).toEqual([])
  })

  test.each([1, 2, 3, 4, 5, 6])(
    'behaviour: nodes that fail at every fifth request while the chain reorganises, seed %i',
    async (seed) => {
      const faults = ['dropped', 'truncated', 'reset'] as const
      for (const [i, node] of nodes.entries())
        breakNode(node, ({ nth }) =>
          chance(seed * 10 + i, nth) < 0.2 ? { kind: faults[(nth + i) % 3] ?? 'dropped' } : undefined,
        )
      const one = await start(2)
      for (let block = 0; block < 6; block += 1) {
        await emitLogs(devnet, BigInt(block + 1))
        if (block % 3 === 2) await reorg(devnet, 2, BigInt(50 + block))
      }
      await expectCanonical(one)
      expect(one.segments).toHaveLength(6)
    },
  )
})

describe('quorum 2 of 2', () => {
  test('behaviour: the chain goes no further than the slower node, and says that it waits', async () => {
    await devnet.mine({ blocks: 5 })
    breakNode(nodes[1], await behind(2n))
    const one = await start(2, 2)
    await one.until(() => stalls(one).length > 0)
    expect(stalls(one)).toEqual(['providers_lagging'])
    expect(one.segments).toHaveLength(3)
    breakNode(nodes[1], () => undefined)
    await expectCanonical(one)
  })

  test('behaviour: two branches, no quorum, no advance', async () => {
    await emitLogs(devnet, 1n)
    const script = await frozen()
    await reorg(devnet, 1, 2n)
    breakNode(nodes[1], script)
    const one = await start(2, 2)
    await one.until(() => stalls(one).length > 0)
    expect(stalls(one)).toEqual(['providers_disagree'])
    expect(one.segments).toEqual([])
  })
})

test('behaviour: state is read only from nodes that vouch for the block', async () => {
  await emitLogs(devnet, 1n)
  const script = await frozen()
  await reorg(devnet, 1, 2n)
  breakNode(nodes[1], script)
  const clients = await Promise.all(nodes.map(({ url }) => open(url)))
  const providers = createProviders(clients, { quorum: 2, now: clock.now, probationMs: 60_000 })
  const settings = { chainId: CHAIN, stride: 1, providers, clock, finality: 64, pollMs: 10, answerMs: 300 }
  follower = follow(createLiveSource(settings), after)
  await expectCanonical(follower)
  expect(providers.readersOf(await latest()).map(({ client }) => client)).toEqual([clients[0], clients[2]])
  expect(providers.readersOf('0x00')).toEqual([])
})

test('error: quorum_impossible', async () => {
  await expect(providersAt([anvil.rpcUrl], 2)).rejects.toMatchObject({ code: 'quorum_impossible' })
  await expect(providersAt([anvil.rpcUrl], 0)).rejects.toMatchObject({ code: 'quorum_impossible' })
})
