import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ChainClient } from '../../src/chain/client.ts'
import { createHistoricalSource } from '../../src/chain/source/historical.ts'
import { createLiveSource } from '../../src/chain/source/live.ts'
import type { LogQuery } from '../../src/chain/source/log-query.ts'
import type { ProviderStatus } from '../../src/chain/source/providers.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient, type DevnetClient } from '../../src/devnet/client.ts'
import { type Fault, type FaultyRpc, type RpcMessage, startFaultyRpc } from '../support/faulty-rpc.ts'
import { emitLogs, PROBES, plantProbes } from '../support/probe-contracts.ts'
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
  QUERY,
  shown,
  truth,
} from './source-rig.ts'

let anvil: Anvil
let devnet: DevnetClient
let client: ChainClient
let nodes: readonly [FaultyRpc, FaultyRpc]
let after: BlockRef
let head: BlockRef
let follower: Follower | undefined

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo' })
  devnet = createDevnetClient(anvil.rpcUrl, CHAIN)
  client = await open(anvil.rpcUrl)
  await plantProbes(devnet)
  await devnet.mine({ blocks: 2, interval: 12 })
  after = await blockAt(client, 'latest')
  for (const count of [3n, 5n, 2n]) {
    await emitLogs(devnet, count)
    await devnet.mine({ blocks: 2, interval: 12 })
  }
  head = await blockAt(client, 'latest')
  nodes = [await startFaultyRpc(anvil.rpcUrl), await startFaultyRpc(anvil.rpcUrl)]
})

afterAll(async () => {
  for (const node of nodes ?? []) await node.stop()
  await anvil?.stop()
})

beforeEach(() => {
  for (const node of nodes) breakNode(node, () => undefined)
})

afterEach(async () => {
  await follower?.stop()
  follower = undefined
})

const KINDS = ['live', 'historical'] as const

describe.each(KINDS)('%s', (kind) => {
  async function run(query: LogQuery = QUERY, count = 2) {
    const changes: ProviderStatus[] = []
    const unproven: string[] = []
    const providers = await providersAt(
      nodes.slice(0, count).map(({ url }) => url),
      1,
      changes,
    )
    const common = { chainId: CHAIN, stride: 1, providers, clock, patienceMs: 30, retryMs: 10, answerMs: 500 }
    const told = { ...common, onUnproven: (_header: unknown, reason: string) => unproven.push(reason) }
    const source =
      kind === 'live'
        ? createLiveSource({ ...told, finality: 64, pollMs: 10 })
        : createHistoricalSource({ ...told, until: head.number, chunkBlocks: 4 })
    follower = follow(source, after, { filter: () => query })
    const one = follower
    return {
      changes,
      unproven,
      one,
      done: () => one.until(() => one.hashes().at(-1) === head.hash),
    }
  }
  const codes = (changes: readonly ProviderStatus[]): readonly unknown[] =>
    changes.map(({ aside }) => aside?.code)

  const lies: readonly (readonly [string, string, string, (result: readonly RpcMessage[]) => unknown])[] = [
    ['all logs of a block kept back', 'logs_hidden', 'eth_getLogs', () => []],
    ['a log twice', 'rpc_bad_response', 'eth_getLogs', (logs) => [...logs, ...logs.slice(-1)]],
    ['the reverse order', 'rpc_bad_response', 'eth_getLogs', (logs) => [...logs].reverse()],
    [
      'logs of another branch',
      'rpc_bad_response',
      'eth_getLogs',
      (logs) => logs.map((log) => ({ ...log, blockHash: word(9) })),
    ],
    [
      'removed logs',
      'rpc_bad_response',
      'eth_getLogs',
      (logs) => logs.map((log) => ({ ...log, removed: true })),
    ],
    [
      'a log of another contract',
      'rpc_bad_response',
      'eth_getLogs',
      (logs) => logs.map((log) => ({ ...log, address: PROBES.echo })),
    ],
    ['no list', 'rpc_bad_response', 'eth_getLogs', () => null],
  ]
  test.each(lies)(
    'behaviour: %s: the node is set aside for %s, the other one is asked',
    async (_title, code, method, change) => {
      breakNode(nodes[0], (request) =>
        request.method === method
          ? { kind: 'lie', change: (a) => ({ ...a, result: change((a['result'] ?? []) as RpcMessage[]) }) }
          : undefined,
      )
      const { changes, one, done } = await run()
      await done()
      expect(codes(changes)[0]).toBe(code)
      expect(changes[0]?.name).toMatch(/^1 /)
      expect(shown(one.segments)).toEqual(await truth(devnet, after.number + 1n, head.number))
    },
  )

  test('behaviour: a node alone that hides logs is not followed, and the reason is said', async () => {
    breakNode(nodes[0], ({ method }) => (method === 'eth_getLogs' ? lie(() => []) : undefined))
    const { one } = await run(QUERY, 1)
    await one.until(() => one.events.some((event) => event.kind === 'stalled'))
    expect(one.events.filter((event) => event.kind === 'stalled')[0]).toMatchObject({ code: 'logs_hidden' })
    expect(one.segments.flatMap(({ logs }) => logs)).toEqual([])
    breakNode(nodes[0], () => undefined)
    await one.until(() => one.hashes().at(-1) === head.hash)
    expect(shown(one.segments)).toEqual(await truth(devnet, after.number + 1n, head.number))
  })

  test('behaviour: nodes that agree on headers and give no logs stall the chain, until they give them', async () => {
    const noLogs = ({ method }: { readonly method: string }): Fault | undefined =>
      method === 'eth_getLogs' || method.endsWith('Receipts') || method.endsWith('Receipt')
        ? { kind: 'error', code: -32603, message: 'internal error' }
        : undefined
    for (const node of nodes) breakNode(node, noLogs)
    const { one } = await run()
    await one.until(() => one.events.some(({ kind }) => kind === 'stalled'))
    expect(one.events.some(({ kind }) => kind === 'resumed')).toBe(false)
    for (const node of nodes) breakNode(node, () => undefined)
    await one.until(() => one.hashes().at(-1) === head.hash)
    const kinds = one.events
      .map(({ kind }) => kind)
      .filter((kind) => kind === 'stalled' || kind === 'resumed')
    expect(kinds).toEqual(['stalled', 'resumed'])
    expect(shown(one.segments)).toEqual(await truth(devnet, after.number + 1n, head.number))
  })

  test('behaviour: an honest chance hit of the bloom accuses nobody', async () => {
    // The probe logs this as the second topic: the bloom has it, the filter wants it as the first.
    const { changes, one, unproven, done } = await run({ addresses: [PROBES.logs], topics: [word(2)] }, 1)
    await done()
    expect(changes).toEqual([])
    expect(unproven).toEqual([])
    expect(one.segments.flatMap(({ logs }) => logs)).toEqual([])
    expect(nodes[0].requests.filter(({ method }) => method === 'eth_getBlockReceipts')).toHaveLength(3)
  })

  test.each<[string, Fault]>([
    [
      'in geth’s words',
      {
        kind: 'error',
        code: -32601,
        message: 'the method eth_getBlockReceipts does not exist/is not available',
      },
    ],
    ['as not supported', { kind: 'error', code: -32004, message: 'method not supported' }],
  ])(
    'behaviour: without eth_getBlockReceipts (%s) logs are taken as given, and that is told',
    async (_title, fault) => {
      breakNode(nodes[0], ({ method }) => (method === 'eth_getBlockReceipts' ? fault : undefined))
      const { changes, unproven, done } = await run({ addresses: [PROBES.logs], topics: [word(2)] }, 1)
      await done()
      expect(changes).toEqual([])
      expect(unproven).toHaveLength(3)
    },
  )

  test('behaviour: receipts with a log taken out do not pass for a proof', async () => {
    const without = (receipts: readonly RpcMessage[]) => receipts.map((receipt) => ({ ...receipt, logs: [] }))
    breakNode(nodes[0], ({ method }) =>
      method === 'eth_getLogs' ? lie(() => []) : method === 'eth_getBlockReceipts' ? lie(without) : undefined,
    )
    const { changes, one, done } = await run()
    await done()
    expect(codes(changes)[0]).toBe('receipts_false')
    expect(shown(one.segments)).toEqual(await truth(devnet, after.number + 1n, head.number))
  })

  test('behaviour: a header with an emptied bloom is not believed', async () => {
    const emptied = (header: unknown) => ({ ...(header as RpcMessage), logsBloom: `0x${'00'.repeat(256)}` })
    breakNode(nodes[0], ({ method }) =>
      method === 'eth_getBlockByNumber'
        ? { kind: 'lie', change: (a) => ({ ...a, result: emptied(a['result']) }) }
        : undefined,
    )
    const { changes, one, done } = await run()
    await done()
    expect(codes(changes)[0]).toBe('header_false')
    expect(shown(one.segments)).toEqual(await truth(devnet, after.number + 1n, head.number))
  })

  test.each<[string, Fault]>([
    ['429', { kind: 'http', status: 429 }],
    ['502 with HTML', { kind: 'http', status: 502, body: '<html>' }],
    ['garbage', { kind: 'body', body: '<html>' }],
    ['half an answer', { kind: 'truncated' }],
    ['a reset', { kind: 'reset' }],
    ['a drop', { kind: 'dropped' }],
    ['an unknown block', { kind: 'error', code: -32000, message: 'header not found' }],
    ['a range limit', { kind: 'error', code: -32005, message: 'block range is too wide' }],
  ])(
    'behaviour: %s in place of every third answer, more or less, of the only node',
    async (_title, fault) => {
      breakNode(nodes[0], ({ nth }) => (chance(1, nth) < 0.3 ? fault : undefined))
      const { one, done } = await run(QUERY, 1)
      await done()
      expect(shown(one.segments)).toEqual(await truth(devnet, after.number + 1n, head.number))
    },
  )
})

describe('historical', () => {
  test('behaviour: fetches ahead no more than it may while the consumer is slow', async () => {
    const providers = await providersAt([nodes[0].url])
    const source = createHistoricalSource({
      chainId: CHAIN,
      stride: 1,
      providers,
      clock,
      until: head.number,
      chunkBlocks: 2,
      ahead: 2,
    })
    const start = { after, tail: [], filter: () => QUERY, signal: new AbortController().signal }
    const events = source.follow(start)
    await events.next()
    await new Promise((resolve) => setTimeout(resolve, 200))
    const asked = nodes[0].requests
      .map(({ params: [tag] }) => Number(tag))
      .filter((number) => number > after.number)
    expect(Math.max(...asked)).toBeLessThanOrEqual(Number(after.number) + 6)
    await events.return()
  })

  test('behaviour: an address that is learned on the way is in the next segment', async () => {
    const providers = await providersAt([nodes[0].url])
    const source = createHistoricalSource({ chainId: CHAIN, stride: 1, providers, clock, until: head.number })
    let query: LogQuery = { addresses: [PROBES.echo], topics: QUERY.topics }
    const found: bigint[] = []
    const start = { after, tail: [], filter: () => query, signal: new AbortController().signal }
    for await (const event of source.follow(start)) {
      if (event.kind !== 'segment') continue
      found.push(...event.segment.logs.map(({ blockNumber }) => blockNumber))
      if (event.segment.headers[0].number === after.number + 3n) query = QUERY
    }
    expect([...new Set(found)]).toEqual([after.number + 4n, after.number + 7n])
  })
})

test('behaviour: one request for a block without wanted logs, two with, three with a chance hit', async () => {
  const start = await blockAt(client, 'latest')
  const providers = await providersAt([nodes[0].url])
  breakNode(nodes[0], () => undefined)
  let query = QUERY
  const settings = {
    chainId: CHAIN,
    stride: 1,
    providers,
    clock,
    finality: 64,
    pollMs: 600_000,
    wsUrls: [anvil.wsUrl],
  }
  follower = follow(createLiveSource(settings), start, { filter: () => query })
  const one = follower
  await devnet.mine({ blocks: 1 })
  await one.until(() => one.segments.length === 1)
  const cost = async (act: () => Promise<unknown>): Promise<number> => {
    const [before, had] = [nodes[0].requests.length, one.segments.length]
    await act()
    await one.until(() => one.segments.length === had + 1)
    return nodes[0].requests.length - before
  }
  for (let i = 0; i < 20; i += 1) expect(await cost(() => devnet.mine({ blocks: 1 }))).toBe(1)
  for (let i = 0; i < 5; i += 1) expect(await cost(() => emitLogs(devnet, 3n))).toBe(2)
  query = { addresses: [PROBES.logs], topics: [word(2)] }
  expect(await cost(() => emitLogs(devnet, 3n))).toBe(3)
  for (let i = 0; i < 5; i += 1) expect(await cost(() => emitLogs(devnet, 3n))).toBe(2)
  query = QUERY
  for (let i = 0; i < 5; i += 1) expect(await cost(() => emitLogs(devnet, 3n))).toBe(2)
  expect(nodes[0].requests.at(-1)?.method).toBe('eth_getLogs')
  expect(one.segments.at(-1)?.logs).toHaveLength(3)
})

const word = (value: number): `0x${string}` => `0x${value.toString(16).padStart(64, '0')}`

function lie(change: (result: readonly RpcMessage[]) => unknown): Fault {
  return {
    kind: 'lie',
    change: (answer) => ({ ...answer, result: change(answer['result'] as RpcMessage[]) }),
  }
}
