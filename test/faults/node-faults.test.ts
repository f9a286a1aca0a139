import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readBlock } from '../../src/chain/block.ts'
import type { ChainErrorCode } from '../../src/chain/chain-error.ts'
import { openClient } from '../../src/chain/client.ts'
import { requireCode } from '../../src/chain/code.ts'
import { readImplementation } from '../../src/chain/implementation-slot.ts'
import { scanLogs } from '../../src/chain/log-scanner.ts'
import { runPlan } from '../../src/chain/state-reader.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient } from '../../src/devnet/client.ts'
import { ask, call, optional } from '../../src/protocols/plan.ts'
import { everythingIn, failureOf } from '../support/failure.ts'
import { type Fault, type FaultyRpc, startFaultyRpc } from '../support/faulty-rpc.ts'
import { emitLogs, PROBES, plantMulticall3, plantProbes, probeAbi } from '../support/probe-contracts.ts'

const CHAIN = 31_337
const KEY = 'k3y0fTheNode1234'
const QUICK = { attempts: 2, backoffMs: 1, timeoutMs: 400, longestWaitMs: 1_500, largestAnswerBytes: 100_000 }

let anvil: Anvil
let rpc: FaultyRpc
let block: BlockRef
let client: Awaited<ReturnType<typeof openClient>>

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo' })
  const devnet = createDevnetClient(anvil.rpcUrl, CHAIN)
  await plantProbes(devnet)
  await plantMulticall3(devnet)
  await emitLogs(devnet, 3n)
  rpc = await startFaultyRpc(anvil.rpcUrl)
})

afterAll(async () => {
  await rpc?.stop()
  await anvil?.stop()
})

beforeEach(async () => {
  rpc.script(() => undefined)
  client = await openClient({ chainId: CHAIN, rpcUrls: [`${rpc.url}/v2/${KEY}?apikey=${KEY}`] }, QUICK)
  block = await readBlock(client, 'latest')
  // The look for Multicall3 comes before the first plan; here it is not the subject.
  await runPlan(client, echoes(), block)
})

function* echoes() {
  return yield* ask([
    call(PROBES.echo, probeAbi, 'echo', 5n),
    optional(call(PROBES.echo, probeAbi, 'echo', 6n)),
  ])
}

/** Every reader, the one request it makes, and its right answer. */
const READERS = {
  openClient: {
    method: 'eth_chainId',
    read: async () =>
      (await openClient({ chainId: CHAIN, rpcUrls: [`${rpc.url}/v2/${KEY}`] }, QUICK)).node.chainId,
    right: () => CHAIN as unknown,
  },
  readBlock: {
    method: 'eth_getBlockByHash',
    read: () => readBlock(client, block.hash),
    right: () => block,
  },
  runPlan: { method: 'eth_call', read: () => runPlan(client, echoes(), block), right: () => [5n, 6n] },
  requireCode: {
    method: 'eth_getCode',
    read: () => requireCode(client, PROBES.echo, block, 'probe'),
    right: () => undefined,
  },
  readImplementation: {
    method: 'eth_getStorageAt',
    read: () => readImplementation(client, PROBES.echo, block),
    right: () => undefined,
  },
  scanLogs: { method: 'eth_getLogs', read: () => allTopics(), right: () => [3n, 2n, 1n] },
} as const

async function allTopics(): Promise<bigint[]> {
  const found: bigint[] = []
  const scan = { address: PROBES.logs, topics: [], fromBlock: block.number, toBlock: block.number }
  for await (const range of scanLogs(client, scan))
    for (const log of range.logs) found.push(BigInt(log.topics[1] ?? 0))
  return found
}

const HTML = '<html><head><title>502 Bad Gateway</title></head></html>'
const FAULTS: readonly (readonly [string, Fault, ChainErrorCode])[] = [
  ['429', { kind: 'http', status: 429 }, 'rpc_rate_limited'],
  [
    '429 with a JSON-RPC body',
    http(429, rpcError(-32005, 'daily request count exceeded')),
    'rpc_rate_limited',
  ],
  ['429 inside of a 200', { kind: 'error', code: 429, message: 'slow down' }, 'rpc_rate_limited'],
  ['429, Retry-After an hour', { ...http(429, ''), headers: { 'retry-after': '3600' } }, 'rpc_rate_limited'],
  [
    '429, Retry-After a date',
    { ...http(429, ''), headers: { 'retry-after': 'Wed, 21 Oct 2099 07:28:00 GMT' } },
    'rpc_rate_limited',
  ],
  ['500', { kind: 'http', status: 500 }, 'rpc_server_error'],
  ['502 with HTML', http(502, HTML), 'rpc_server_error'],
  ['503', { kind: 'http', status: 503 }, 'rpc_server_error'],
  ['401', http(401, `Unauthorized: ${KEY}`), 'rpc_refused'],
  ['404 with HTML', http(404, HTML), 'rpc_refused'],
  ['a redirect', { ...http(302, ''), headers: { location: 'http://127.0.0.1:1/' } }, 'rpc_refused'],
  ['413', { kind: 'http', status: 413 }, 'rpc_limit_exceeded'],
  [
    'an error that quotes the key',
    { kind: 'error', code: -32000, message: `project ${KEY} at http://x/${KEY} failed` },
    'rpc_server_error',
  ],
  ['a page that quotes the key', { kind: 'body', body: `<p>Unknown project ${KEY}` }, 'rpc_bad_response'],
  ['HTML with status 200', { kind: 'body', body: HTML }, 'rpc_bad_response'],
  ['JSON cut off', { kind: 'truncated' }, 'rpc_bad_response'],
  ['an empty body', { kind: 'body', body: '' }, 'rpc_bad_response'],
  ['an empty object', { kind: 'body', body: '{}' }, 'rpc_bad_response'],
  ['null for an answer', { kind: 'body', body: 'null' }, 'rpc_bad_response'],
  ['a batch for an answer', { kind: 'lie', change: (answer) => [answer] }, 'rpc_bad_response'],
  ['no result', { kind: 'lie', change: ({ result: _, ...rest }) => rest }, 'rpc_bad_response'],
  [
    'the id of another request',
    { kind: 'lie', change: (a) => ({ ...a, id: Number(a['id']) - 1 }) },
    'rpc_bad_response',
  ],
  ['no id', { kind: 'lie', change: ({ id: _, ...rest }) => rest }, 'rpc_bad_response'],
  ['a number for a result', { kind: 'lie', change: (a) => ({ ...a, result: 7 }) }, 'rpc_bad_response'],
  ['a text for a result', { kind: 'lie', change: (a) => ({ ...a, result: '0xzz' }) }, 'rpc_bad_response'],
  [
    'an object for a result',
    { kind: 'lie', change: (a) => ({ ...a, result: { ok: true } }) },
    'rpc_bad_response',
  ],
  ['an answer without end', { kind: 'body', body: `"${'x'.repeat(200_000)}"` }, 'rpc_limit_exceeded'],
  ['a connection reset in the middle', { kind: 'reset' }, 'rpc_unreachable'],
  ['a connection dropped', { kind: 'dropped' }, 'rpc_unreachable'],
  ['silence', { kind: 'silent' }, 'rpc_unreachable'],
  ['an unknown method', { kind: 'error', code: -32601, message: 'the method does not exist' }, 'rpc_refused'],
  ['an internal error', { kind: 'error', code: -32603, message: 'Internal error' }, 'rpc_server_error'],
  ['an error without words', { kind: 'lie', change: ({ id }) => ({ id, error: {} }) }, 'rpc_server_error'],
]

describe.each(Object.entries(READERS))('%s', (_name, { method, read, right }) => {
  test.each(FAULTS)('error: %s', async (_title, fault, code) => {
    rpc.script((request) => (request.method === method ? fault : undefined))
    const failure = await failureOf(read)
    expect(failure).toMatchObject({ name: 'ChainError', code })
    expect(everythingIn(failure)).not.toContain(KEY)
  })

  test('error: block_not_found or rpc_bad_response for null, never a value', async () => {
    rpc.script((request) =>
      request.method === method ? { kind: 'lie', change: (a) => ({ ...a, result: null }) } : undefined,
    )
    const code = method === 'eth_getBlockByHash' ? 'block_not_found' : 'rpc_bad_response'
    expect(await failureOf(read)).toMatchObject({ code })
  })

  test.each(FAULTS.filter(([, fault, code]) => isPassing(fault, code)))(
    'behaviour: %s once is asked again and answered rightly',
    async (_title, fault) => {
      rpc.script((request) => (request.method === method && request.nthOfMethod === 1 ? fault : undefined))
      expect(await read()).toEqual(right())
      expect(rpc.requests.filter((seen) => seen.method === method)).toHaveLength(2)
    },
  )

  test('behaviour: a slow answer within the time is waited for', async () => {
    rpc.script(() => ({ kind: 'late', ms: 100 }))
    expect(await read()).toEqual(right())
  })

  test('error: rpc_unreachable when the node dies', async () => {
    rpc.script(() => undefined)
    await read()
    rpc.script(() => ({ kind: 'dropped' }))
    expect(await failureOf(read)).toMatchObject({ code: 'rpc_unreachable', retryable: true })
    expect(rpc.requests).toHaveLength(2)
  })
})

/** Whether the same question can be answered the next time. */
function isPassing(fault: Fault, code: ChainErrorCode): boolean {
  const waits = fault.kind === 'http' && fault.headers?.['retry-after'] === '3600'
  return (
    code !== 'rpc_refused' &&
    code !== 'rpc_limit_exceeded' &&
    fault.kind !== 'silent' &&
    fault.kind !== 'lie' &&
    !waits
  )
}

function http(status: number, body: string) {
  return { kind: 'http', status, body } as const
}

function rpcError(code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } })
}
