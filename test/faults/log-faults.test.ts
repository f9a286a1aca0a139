import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ChainErrorCode } from '../../src/chain/chain-error.ts'
import { type ChainClient, openClient } from '../../src/chain/client.ts'
import { type LogRange, type LogScan, scanLogs } from '../../src/chain/log-scanner.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient } from '../../src/devnet/client.ts'
import { type Fault, type FaultyRpc, type SeenRequest, startFaultyRpc } from '../support/faulty-rpc.ts'
import { emitLogs, PROBES, plantProbes } from '../support/probe-contracts.ts'

const CHAIN = 31_337
const LAST = 40n

let anvil: Anvil
let rpc: FaultyRpc
let client: ChainClient
let truth: readonly string[]

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo' })
  const devnet = createDevnetClient(anvil.rpcUrl, CHAIN)
  await plantProbes(devnet)
  while ((await devnet.getBlockNumber()) < LAST) {
    await emitLogs(devnet, 3n)
    await devnet.mine({ blocks: 1 })
  }
  rpc = await startFaultyRpc(anvil.rpcUrl)
  client = await openClient(
    { chainId: CHAIN, rpcUrls: [rpc.url] },
    { attempts: 2, backoffMs: 1, timeoutMs: 400 },
  )
  truth = names(await scan())
})

afterAll(async () => {
  await rpc?.stop()
  await anvil?.stop()
})

beforeEach(() => rpc.script(() => undefined))

async function scan(more: Partial<LogScan> = {}, taken: LogRange[] = []): Promise<LogRange[]> {
  const query = { address: PROBES.logs, topics: [], fromBlock: 0n, toBlock: LAST }
  for await (const range of scanLogs(client, { ...query, ...more })) taken.push(range)
  return taken
}

test('behaviour: all logs, in order, once', async () => {
  expect(truth).toHaveLength(60)
  expect(new Set(truth).size).toBe(60)
})

describe('behaviour: whatever the node limits, the scan finds the same logs, in ranges without a gap', () => {
  const refusals: readonly (readonly [string, (request: Range) => boolean, Fault])[] = [
    [
      'a limit of blocks, named',
      ({ blocks }) => blocks > 7,
      complaint('eth_getLogs is limited to a 7 block range'),
    ],
    ['a limit of blocks, unnamed', ({ blocks }) => blocks > 7, complaint('block range is too wide')],
    ['a limit of one block', ({ blocks }) => blocks > 1, complaint('exceed maximum block range: 1')],
    ['a limit of results', ({ blocks }) => blocks > 5, complaint('query returned more than 10000 results')],
    [
      'a range that would work',
      ({ blocks }) => blocks > 3,
      complaint('too many results. Try with this block range [0x0, 0x2].'),
    ],
    [
      'a range of nonsense',
      ({ blocks }) => blocks > 3,
      complaint('limit exceeded, try [0x9, 0x2] or max 0 blocks'),
    ],
    ['silence', ({ blocks }) => blocks > 21, { kind: 'silent' }],
    ['HTTP 413', ({ blocks }) => blocks > 6, { kind: 'http', status: 413 }],
    ['HTTP 504', ({ blocks }) => blocks > 6, { kind: 'http', status: 504 }],
    ['failure of every third request', ({ nth }) => nth % 3 === 0, { kind: 'http', status: 429 }],
  ]
  test.each(refusals)('%s', async (_title, refuses, fault) => {
    rpc.script((request) =>
      request.method === 'eth_getLogs' && refuses(rangeOf(request)) ? fault : undefined,
    )
    const ranges = await scan()
    expect(names(ranges)).toEqual(truth)
    let next = 0n
    for (const { fromBlock, toBlock } of ranges) {
      expect(fromBlock).toBe(next)
      next = toBlock + 1n
    }
    expect(next).toBe(LAST + 1n)
  })
})

test('behaviour: a named limit is not tried again', async () => {
  rpc.script((request) =>
    request.method === 'eth_getLogs' && rangeOf(request).blocks > 7
      ? complaint('up to a 7 block range')
      : undefined,
  )
  await scan()
  expect(rpc.requests.filter((request) => rangeOf(request).blocks > 7)).toHaveLength(1)
})

test('behaviour: an answer of a round number of thousands is asked for again in halves', async () => {
  const log = { removed: false }
  rpc.script((request) =>
    request.method === 'eth_getLogs' && request.nthOfMethod === 1
      ? {
          kind: 'lie',
          change: (answer) => ({ ...answer, result: manyLogs(answer['result'] as object[], log) }),
        }
      : undefined,
  )
  expect(names(await scan())).toEqual(truth)
  expect(rpc.requests.filter((request) => request.method === 'eth_getLogs').length).toBeGreaterThan(1)
})

describe('error: rpc_bad_response for logs that are not those asked for', () => {
  const lies: readonly (readonly [string, (logs: readonly object[]) => unknown])[] = [
    ['a removed log', (logs) => logs.map((log, i) => (i === 4 ? { ...log, removed: true } : log))],
    ['a log beyond the range', (logs) => [...logs, { ...logs.at(-1), blockNumber: '0xffff' }]],
    ['a pending log', (logs) => [...logs, { ...logs.at(-1), blockNumber: null, blockHash: null }]],
    [
      'a log of another address',
      (logs) => logs.map((log, i) => (i === 0 ? { ...log, address: PROBES.echo } : log)),
    ],
    [
      'a log with another topic',
      (logs) => logs.map((log, i) => (i === 0 ? { ...log, topics: [word(9)] } : log)),
    ],
    ['a log without topics', (logs) => logs.map((log, i) => (i === 0 ? { ...log, topics: [] } : log))],
    ['a log twice', (logs) => [...logs.slice(0, 5), ...logs.slice(4)]],
    ['the reverse order', (logs) => [...logs].reverse()],
    ['two branches', (logs) => logs.map((log, i) => (i === 1 ? { ...log, blockHash: word(1) } : log))],
    ['data that is none', (logs) => logs.map((log, i) => (i === 1 ? { ...log, data: '0x1' } : log))],
    ['a log that is none', (logs) => [...logs, null]],
  ]
  test.each(lies)('%s', async (_title, change) => {
    rpc.script((request) =>
      request.method === 'eth_getLogs'
        ? { kind: 'lie', change: (answer) => ({ ...answer, result: change(answer['result'] as object[]) }) }
        : undefined,
    )
    await expect(scan({ topics: [word(1)] })).rejects.toMatchObject({ code: 'rpc_bad_response' })
  })
})

test('error: block_not_found before anything is given out when the node has not got the last block', async () => {
  const taken: LogRange[] = []
  await expect(scan({ toBlock: LAST + 50n }, taken)).rejects.toMatchObject({ code: 'block_not_found' })
  expect(taken).toEqual([])
})

test.each<[string, Fault, ChainErrorCode]>([
  ['dies', { kind: 'dropped' }, 'rpc_unreachable'],
  ['answers with HTML', { kind: 'body', body: '<html>' }, 'rpc_bad_response'],
  ['refuses even one block', complaint('block range is too wide'), 'rpc_limit_exceeded'],
])('behaviour: a scan resumes after a node that %s', async (_title, fault, code) => {
  const taken: LogRange[] = []
  rpc.script((request) => (request.method === 'eth_getLogs' && request.nthOfMethod > 3 ? fault : undefined))
  await expect(scan({ startBlocks: 2n }, taken)).rejects.toMatchObject({ code })
  expect(taken.length).toBeGreaterThan(0)
  rpc.script(() => undefined)
  await scan({ fromBlock: (taken.at(-1)?.toBlock ?? -1n) + 1n }, taken)
  expect(names(taken)).toEqual(truth)
})

type Range = { readonly blocks: number; readonly nth: number }

function rangeOf({ params, nth }: SeenRequest): Range {
  const { fromBlock, toBlock } = (params[0] ?? {}) as { fromBlock?: string; toBlock?: string }
  return { blocks: Number(toBlock) - Number(fromBlock) + 1, nth }
}

function complaint(message: string): Fault {
  return { kind: 'error', code: -32005, message }
}

/** A list cut off at a thousand, as a node with a silent limit gives it. */
function manyLogs(logs: readonly object[], more: object): readonly object[] {
  const [first] = logs
  return Array.from({ length: 1_000 }, (_, i) => ({ ...first, ...more, logIndex: `0x${i.toString(16)}` }))
}

const names = (ranges: readonly LogRange[]): string[] =>
  ranges.flatMap(({ logs }) => logs.map((log) => `${log.blockNumber}.${log.logIndex}.${log.topics[1]}`))

const word = (value: number): `0x${string}` => `0x${value.toString(16).padStart(64, '0')}`
