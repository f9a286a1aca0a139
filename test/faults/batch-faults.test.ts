import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readBlock } from '../../src/chain/block.ts'
import { type ChainClient, openClient } from '../../src/chain/client.ts'
import { readHeader } from '../../src/chain/source/header.ts'
import { together } from '../../src/chain/together.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient } from '../../src/devnet/client.ts'
import { failureOf } from '../support/failure.ts'
import { type Fault, type FaultScript, type FaultyRpc, startFaultyRpc } from '../support/faulty-rpc.ts'

const CHAIN = 31_337
const QUICK = { attempts: 2, backoffMs: 1, timeoutMs: 400, largestAnswerBytes: 400_000 }

let anvil: Anvil
let rpc: FaultyRpc
let client: ChainClient

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo' })
  await createDevnetClient(anvil.rpcUrl, CHAIN).mine({ blocks: 260, interval: 12 })
  rpc = await startFaultyRpc(anvil.rpcUrl)
})

afterAll(async () => {
  await rpc?.stop()
  await anvil?.stop()
})

beforeEach(async () => {
  rpc.script(() => undefined)
  client = await openClient({ chainId: CHAIN, rpcUrls: [rpc.url] }, QUICK)
  rpc.script(() => undefined)
})

const numbers = (count: number): bigint[] => Array.from({ length: count }, (_, i) => BigInt(i))

/** Headers of the first blocks, all asked for at once. */
const headers = async (count: number): Promise<bigint[]> => {
  const read = await together(
    client,
    numbers(count).map((number) => (one) => readHeader(one, number)),
  )
  return read.map(({ number }) => number)
}

/** Every request that came with another one goes wrong like this. */
const inBatches =
  (fault: Fault, atMost = 1): FaultScript =>
  ({ together }) =>
    together > atMost ? fault : undefined

describe('budget: requests are messages', () => {
  test.each([
    [1, 1],
    [2, 1],
    [100, 1],
    [101, 2],
    [250, 3],
  ])('%i questions go in %i', async (questions, messages) => {
    const before = client.node.meter.requests
    expect(await headers(questions)).toEqual(numbers(questions))
    expect(rpc.messages()).toBe(messages)
    expect(client.node.meter.requests - before).toBe(messages)
  })

  test('and those who ask several times in turn go in step, whoever ends first', async () => {
    const climb = (from: bigint, steps: number) => async (one: ChainClient) => {
      let block = await readBlock(one, from)
      for (let step = 1; step < steps; step += 1) block = await readBlock(one, block.number + 1n)
      return block.number
    }
    const tasks = [climb(0n, 1), climb(10n, 4), climb(20n, 2)]
    expect(await together(client, tasks)).toEqual([0n, 13n, 21n])
    expect(rpc.messages()).toBe(4)
  })

  test('and groups within groups share them', async () => {
    const pair = (from: bigint) => (one: ChainClient) =>
      together(
        one,
        [from, from + 1n].map((at) => async (inner: ChainClient) => (await readBlock(inner, at)).number),
      )
    expect(await together(client, [pair(3n), pair(5n)])).toEqual([
      [3n, 4n],
      [5n, 6n],
    ])
    expect(rpc.messages()).toBe(1)
  })
})

describe('behaviour: a node that refuses batches is asked one by one, and that is remembered', () => {
  const refusals: readonly (readonly [string, Fault])[] = [
    ['HTTP 400', { kind: 'http', status: 400, body: 'Bad request' }],
    ['HTTP 413', { kind: 'http', status: 413 }],
    ['HTTP 405', { kind: 'http', status: 405 }],
    ['one complaint for all', { kind: 'body', body: complaint(-32600, 'invalid request') }],
    ['a complaint in unknown words', { kind: 'body', body: complaint(-32000, 'nope') }],
    ['a list with one complaint', { kind: 'body', body: `[${complaint(-32600, 'batch too large', 7)}]` }],
    ['a complaint with status 400', { kind: 'http', status: 400, body: complaint(-32700, 'parse error') }],
    ['words only', { kind: 'body', body: complaint(-32000, 'batch requests are not allowed') }],
  ]
  test.each(refusals)('%s', async (_title, fault) => {
    rpc.script(inBatches(fault))
    expect(await headers(16)).toEqual(numbers(16))
    // Sixteen, eight, four and two were refused once each.
    expect(rpc.messages()).toBe(16 + 4)
    expect(await headers(16)).toEqual(numbers(16))
    expect(rpc.messages()).toBe(16 + 4 + 16)
  })

  test('and a limit that is higher than one is found', async () => {
    rpc.script(inBatches({ kind: 'http', status: 413 }, 30))
    expect(await headers(100)).toEqual(numbers(100))
    // 100 and 50 were refused, then 25 a message.
    expect(rpc.messages()).toBe(2 + 4)
  })

  test('and taken back after a while, for it may have been a passing trouble', async () => {
    rpc.script((request) => (request.nth <= 64 ? { kind: 'http', status: 413 } : undefined))
    for (let round = 0; round < 40; round += 1) await headers(64)
    rpc.script(() => undefined)
    await headers(64)
    expect(rpc.messages()).toBe(1)
  })
})

describe('behaviour: an answer that is too much for one message is had in halves, and nothing is remembered', () => {
  test('because it is longer than is read', async () => {
    client = await openClient(
      { chainId: CHAIN, rpcUrls: [rpc.url] },
      { ...QUICK, largestAnswerBytes: 80_000 },
    )
    rpc.script(() => undefined)
    expect(await headers(100)).toEqual(numbers(100))
    const first = rpc.messages()
    expect(first).toBeGreaterThan(1)
    rpc.script(() => undefined)
    await headers(10)
    expect(rpc.messages()).toBe(1)
  })

  test('because the node ran out of time or room in the middle of it', async () => {
    const words = { kind: 'error', code: -32003, message: 'response too large' } as const
    rpc.script(({ together, nth }) => (together > 8 && nth % 3 === 0 ? words : undefined))
    expect(await headers(60)).toEqual(numbers(60))
    expect(rpc.messages()).toBeLessThanOrEqual(6)
  })

  test('because it timed out, but not down to the last question', async () => {
    rpc.script(inBatches({ kind: 'silent' }, 16))
    expect(await headers(32)).toEqual(numbers(32))
    rpc.script(() => ({ kind: 'silent' }))
    await expect(headers(64)).rejects.toMatchObject({ code: 'rpc_unreachable' })
    expect(rpc.messages()).toBeLessThanOrEqual(4)
  })
})

describe('behaviour: one question’s trouble is its own', () => {
  test('and only the failed ones are asked again', async () => {
    const busy = { kind: 'error', code: -32603, message: 'Internal error' } as const
    rpc.script(({ nth }) => (nth === 3 || nth === 5 ? busy : undefined))
    expect(await headers(10)).toEqual(numbers(10))
    expect(rpc.messages()).toBe(2)
    expect(rpc.requests.map(({ together }) => together)).toEqual([...Array(10).fill(10), 2, 2])
  })

  test('error: the others are answered, and it fails as it would alone', async () => {
    const ends = await Promise.allSettled([
      together(client, [(one) => readBlock(one, 1n), (one) => readBlock(one, 9_999n)]),
    ])
    expect(ends[0]).toMatchObject({ status: 'rejected', reason: { code: 'block_not_found' } })
    const mixed = await together(client, [
      (one) => readBlock(one, 1n).then(({ number }) => number),
      (one) => failureOf(() => readBlock(one, 9_999n)),
    ])
    expect(mixed).toMatchObject([1n, { code: 'block_not_found' }])
  })
})

describe('error: rpc_bad_response unless each question has exactly one answer', () => {
  type Answers = readonly Readonly<Record<string, unknown>>[]
  const changes: readonly (readonly [string, (answers: Answers) => unknown])[] = [
    ['one is missing', (answers) => answers.slice(1)],
    ['one comes twice', (answers) => [...answers, answers[0]]],
    ['one comes instead of another', (answers) => [answers[1], ...answers.slice(1)]],
    ['one is foreign', (answers) => [...answers, { jsonrpc: '2.0', id: 99_999, result: null }]],
    ['one has no id', ([first, ...rest]) => [{ result: first?.['result'] }, ...rest]],
    ['one has neither result nor error', ([first, ...rest]) => [{ id: first?.['id'] }, ...rest]],
    ['one is no object', ([, ...rest]) => [null, ...rest]],
    ['nothing is in the list', () => []],
    ['there is no list', ([first]) => first],
  ]
  test.each(changes)('%s', async (_title, change) => {
    await expectRefused(change)
  })

  test('but their order is free', async () => {
    const answers = await withAnswers((given) => [...given].reverse(), 7)
    expect(answers).toEqual(numbers(7))
  })

  const withAnswers = async (change: (answers: Answers) => unknown, count: number) => {
    client = await openClient(
      { chainId: CHAIN, rpcUrls: [rpc.url] },
      {
        ...QUICK,
        post: async (url, message) => {
          const response = await fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(message),
          })
          const body = await response.text()
          if (!Array.isArray(message)) return { status: 200, retryAfter: undefined, body }
          return {
            status: 200,
            retryAfter: undefined,
            body: JSON.stringify(change(JSON.parse(body) as Answers)),
          }
        },
      },
    )
    return headers(count)
  }
  const expectRefused = async (change: (answers: Answers) => unknown) => {
    await expect(withAnswers(change, 5)).rejects.toMatchObject({ code: 'rpc_bad_response' })
  }
})

describe('behaviour: a message that fails as a whole and for good ends the exchange', () => {
  test.each<[string, Fault, string]>([
    ['401', { kind: 'http', status: 401 }, 'rpc_refused'],
    ['unauthorised in words', { kind: 'body', body: complaint(-32000, 'Unauthorized') }, 'rpc_refused'],
    ['429', { kind: 'http', status: 429, headers: { 'retry-after': '3600' } }, 'rpc_rate_limited'],
  ])('error: %s', async (_title, fault, code) => {
    rpc.script(() => fault)
    await expect(headers(250)).rejects.toMatchObject({ code })
    // Three messages were under way before the first answer came.
    expect(rpc.messages()).toBeLessThanOrEqual(3)
  })

  test('error: a dead node is tried as often as for one question', async () => {
    rpc.script(() => ({ kind: 'dropped' }))
    await expect(headers(90)).rejects.toMatchObject({ code: 'rpc_unreachable' })
    expect(rpc.messages()).toBe(2)
  })
})

function complaint(code: number, message: string, id: number | null = null): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })
}
