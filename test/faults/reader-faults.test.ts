import { decodeFunctionResult, encodeFunctionResult, type Hex, multicall3Abi } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readBlock } from '../../src/chain/block.ts'
import { type ChainClient, openClient } from '../../src/chain/client.ts'
import { runPlan } from '../../src/chain/state-reader.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient } from '../../src/devnet/client.ts'
import { type Call, call, optional, type Plan } from '../../src/protocols/plan.ts'
import { type Fault, type FaultyRpc, type SeenRequest, startFaultyRpc } from '../support/faulty-rpc.ts'
import { PROBES, plantMulticall3, plantProbes, probeAbi } from '../support/probe-contracts.ts'

const CHAIN = 31_337
const QUICK = { attempts: 2, backoffMs: 1, timeoutMs: 400 }

let anvil: Anvil
let rpc: FaultyRpc
let client: ChainClient
let block: BlockRef

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo' })
  const devnet = createDevnetClient(anvil.rpcUrl, CHAIN)
  await plantProbes(devnet)
  await plantMulticall3(devnet)
  await devnet.mine({ blocks: 1 })
  const read = await readBlock(await openClient({ chainId: CHAIN, rpcUrls: [anvil.rpcUrl] }), 'latest')
  block = read
  // The head has moved on since the block that the tests read at.
  await devnet.mine({ blocks: 2, interval: 100 })
  rpc = await startFaultyRpc(anvil.rpcUrl)
})

afterAll(async () => {
  await rpc?.stop()
  await anvil?.stop()
})

beforeEach(async () => {
  rpc.script(() => undefined)
  client = await openClient({ chainId: CHAIN, rpcUrls: [rpc.url] }, QUICK)
  await runPlan(client, many([echo(1)]), block)
  rpc.script(() => undefined)
})

const echo = (value: number): Call => call(PROBES.echo, probeAbi, 'echo', BigInt(value))
const echoes = (count: number): Call[] => Array.from({ length: count }, (_, i) => echo(i))
const numbers = (count: number): bigint[] => Array.from({ length: count }, (_, i) => BigInt(i))

function* many(calls: readonly Call[]): Plan<readonly unknown[]> {
  return yield calls
}

describe('behaviour: an optional call is never undefined because of the node', () => {
  const faults: readonly (readonly [string, Fault])[] = [
    ['rpc_rate_limited', { kind: 'http', status: 429 }],
    ['rpc_server_error', { kind: 'http', status: 500 }],
    ['rpc_server_error', { kind: 'error', code: -32603, message: 'Internal error' }],
    ['rpc_server_error', { kind: 'error', code: -32000, message: 'something else' }],
    ['rpc_limit_exceeded', { kind: 'error', code: -32000, message: 'out of gas' }],
    ['rpc_limit_exceeded', { kind: 'error', code: 3, message: 'execution reverted', data: '0x' }],
    ['rpc_limit_exceeded', { kind: 'error', code: -32603, message: 'execution reverted' }],
    ['block_not_found', { kind: 'error', code: -32000, message: 'header not found' }],
    ['block_not_found', { kind: 'error', code: -32000, message: 'hash 0x12 is not currently canonical' }],
    ['state_pruned', { kind: 'error', code: -32000, message: 'missing trie node 5b2c (path )' }],
    ['rpc_bad_response', { kind: 'lie', change: (answer) => ({ ...answer, result: '0x' }) }],
    ['rpc_unreachable', { kind: 'silent' }],
  ]
  test.each(faults)('error: %s', async (code, fault) => {
    rpc.script((request) => (request.method === 'eth_call' ? fault : undefined))
    await expect(runPlan(client, many([optional(echo(1))]), block)).rejects.toMatchObject({ code })
    await expect(runPlan(client, many(echoes(40).map(optional)), block)).rejects.toMatchObject({ code })
  })
})

describe('error: rpc_bad_response', () => {
  test('for the state of another block', async () => {
    rpc.script(({ method, params }) =>
      method === 'eth_call' ? { kind: 'ask', params: [params[0], 'latest'] } : undefined,
    )
    await expect(runPlan(client, many(echoes(3)), block)).rejects.toMatchObject({
      code: 'rpc_bad_response',
      message: expect.stringContaining('another block'),
    })
  })

  const shapes: readonly (readonly [string, (results: readonly Result[]) => readonly Result[]])[] = [
    ['one answer too few', (results) => results.slice(0, -1)],
    ['one answer too many', (results) => [...results, { success: true, returnData: '0x' }]],
    ['no answers', () => []],
    ['answers in another order', (results) => [...results].reverse()],
  ]
  test.each(shapes)('for %s', async (_title, change) => {
    rpc.script((request) =>
      request.method === 'eth_call' ? { kind: 'lie', change: rewrite(change) } : undefined,
    )
    await expect(runPlan(client, many(echoes(3).map(optional)), block)).rejects.toMatchObject({
      code: 'rpc_bad_response',
    })
  })

  test('for an answer that ends early, though it is proper JSON', async () => {
    rpc.script((request) =>
      request.method === 'eth_call'
        ? {
            kind: 'lie',
            change: (answer) => ({ ...answer, result: String(answer['result']).slice(0, -256) }),
          }
        : undefined,
    )
    await expect(runPlan(client, many(echoes(3).map(optional)), block)).rejects.toMatchObject({
      code: 'rpc_bad_response',
    })
  })
})

describe('behaviour: what is too much for the node is split, and every answer stays in its place', () => {
  const tooLong = ({ method, params }: SeenRequest): boolean =>
    method === 'eth_call' && JSON.stringify(params).length > 12_000
  const refusals: readonly (readonly [string, Fault])[] = [
    ['HTTP 413', { kind: 'http', status: 413 }],
    ['HTTP 504', { kind: 'http', status: 504 }],
    ['a limit of gas', { kind: 'error', code: -32000, message: 'gas required exceeds allowance (50000000)' }],
    ['an execution time-out', { kind: 'error', code: -32000, message: 'execution aborted (timeout = 5s)' }],
    ['a size limit', { kind: 'error', code: -32600, message: 'request entity too large' }],
    ['silence', { kind: 'silent' }],
  ]
  test.each(refusals)('%s', async (_title, fault) => {
    rpc.script((request) => (tooLong(request) ? fault : undefined))
    expect(await runPlan(client, many(echoes(230)), block, { callsPerRequest: 200 })).toEqual(numbers(230))
  })

  test('and what one round learned is kept for the next', async () => {
    rpc.script((request) => (tooLong(request) ? { kind: 'http', status: 413 } : undefined))
    function* rounds(): Plan<number> {
      let answers = 0
      for (let round = 0; round < 5; round += 1) answers += (yield echoes(100)).length
      return answers
    }
    expect(await runPlan(client, rounds(), block, { callsPerRequest: 100 })).toBe(500)
    expect(rpc.requests.filter(tooLong).length).toBeLessThanOrEqual(3)
  })

  test('error: rpc_limit_exceeded when even one call is too much', async () => {
    rpc.script((request) => (request.method === 'eth_call' ? { kind: 'http', status: 413 } : undefined))
    await expect(runPlan(client, many(echoes(100)), block)).rejects.toMatchObject({
      code: 'rpc_limit_exceeded',
      context: { calls: 1 },
    })
    expect(rpc.requests.length).toBeLessThan(12)
  })

  test('error: rpc_unreachable soon when the node never answers at all', async () => {
    rpc.script(() => ({ kind: 'silent' }))
    await expect(runPlan(client, many(echoes(300)), block)).rejects.toMatchObject({ code: 'rpc_unreachable' })
    expect(rpc.requests.length).toBeLessThanOrEqual(6)
  })
})

test.each([1, 2, 3, 5, 8])(
  'error: rpc_unreachable when the node dies after %i requests of a plan',
  async (alive) => {
    rpc.script((request) => (request.nth > alive ? { kind: 'dropped' } : undefined))
    let given: readonly unknown[] | undefined
    function* watched(): Plan<void> {
      given = yield echoes(200)
    }
    const reading = runPlan(client, watched(), block, { callsPerRequest: 20 })
    await expect(reading).rejects.toMatchObject({ code: 'rpc_unreachable' })
    expect(given).toBeUndefined()
  },
)

test('behaviour: a node that fails every third request slows a plan down and changes nothing', async () => {
  const faults: readonly Fault[] = [
    { kind: 'http', status: 429 },
    { kind: 'truncated' },
    { kind: 'reset' },
    { kind: 'http', status: 502, body: '<html>' },
    { kind: 'dropped' },
  ]
  rpc.script(({ message }) => (message % 3 === 0 ? faults[(message / 3) % faults.length] : undefined))
  const patient = await openClient({ chainId: CHAIN, rpcUrls: [rpc.url] }, { ...QUICK, attempts: 8 })
  function* rounds(): Plan<readonly unknown[]> {
    const answers: unknown[] = []
    for (let round = 0; round < 40; round += 1) answers.push(...(yield echoes(60)))
    return answers
  }
  const expected = Array.from({ length: 40 }, () => numbers(60)).flat()
  expect(await runPlan(patient, rounds(), block, { callsPerRequest: 25 })).toEqual(expected)
})

type Result = { readonly success: boolean; readonly returnData: Hex }

/** Changes the list of answers inside of an aggregate's answer. */
function rewrite(change: (results: readonly Result[]) => readonly Result[]) {
  return (answer: Readonly<Record<string, unknown>>) => {
    const coded = { abi: multicall3Abi, functionName: 'aggregate3' } as const
    const results = decodeFunctionResult({ ...coded, data: answer['result'] as Hex })
    return { ...answer, result: encodeFunctionResult({ ...coded, result: change(results) }) }
  }
}
