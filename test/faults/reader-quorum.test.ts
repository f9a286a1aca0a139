import { encodeErrorResult, encodeFunctionResult, multicall3Abi, numberToHex, parseAbi } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ChainReader, createChainReader } from '../../src/chain/chain-reader.ts'
import type { Providers } from '../../src/chain/source/providers.ts'
import { providersOf } from '../../src/chain/source/providers-of.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient, type DevnetClient } from '../../src/devnet/client.ts'
import { type Call, call, type Plan } from '../../src/protocols/plan.ts'
import { failureOf } from '../support/failure.ts'
import { type Fault, type FaultScript, type FaultyRpc, startFaultyRpc } from '../support/faulty-rpc.ts'
import { emitLogs, PROBES, plantMulticall3, plantProbes, probeAbi } from '../support/probe-contracts.ts'
import { CHAIN, clock, QUERY, QUICK } from './source-rig.ts'

let anvil: Anvil
let devnet: DevnetClient
let nodes: readonly [FaultyRpc, FaultyRpc, FaultyRpc]

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'archive' })
  devnet = createDevnetClient(anvil.rpcUrl, CHAIN)
  await plantProbes(devnet)
  await plantMulticall3(devnet)
  for (let i = 0; i < 3; i += 1) await emitLogs(devnet, 2n)
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

beforeEach(() => {
  for (const node of nodes) node.script(() => undefined)
})

function open(quorum: number, count = 3): { providers: Providers; reader: ChainReader } {
  const rpcUrls = nodes.slice(0, count).map(({ url }) => url)
  const providers = providersOf({ chainId: CHAIN, rpcUrls, quorum }, { now: clock.now }, QUICK)
  return { providers, reader: createChainReader({ chainId: CHAIN, providers, clock, answerMs: 1_000 }) }
}

const echo = (value: number): Call => call(PROBES.echo, probeAbi, 'echo', BigInt(value))
function* many(calls: readonly Call[]): Plan<readonly unknown[]> {
  return yield calls
}
/** Three rounds, each from what the last one said. */
function* climb(): Plan<unknown> {
  let [value] = yield [echo(1)]
  for (let round = 0; round < 2; round += 1) [value] = yield [echo(Number(value) + 1)]
  return value
}

const aside = (providers: Providers) => providers.status().map((status) => status.aside?.code)
const onCalls =
  (fault: Fault): FaultScript =>
  ({ method }) =>
    method === 'eth_call' ? fault : undefined

describe('behaviour: which blocks there are a quorum says', () => {
  test('and by hash it is what the hash is of', async () => {
    const { reader } = open(2)
    const head = await reader.block('latest')
    expect(head.number).toBe(await devnet.getBlockNumber())
    expect(await reader.block(head.hash)).toEqual(head)
    expect(await reader.block(head.number)).toEqual(head)
    expect((await reader.block('safe')).number).toBeLessThanOrEqual(head.number)
  })

  test('error: block_not_found above the head, rpc_unreachable without a quorum', async () => {
    const { reader } = open(2)
    const head = await reader.block('latest')
    expect(await failureOf(() => reader.block(head.number + 1n))).toMatchObject({ code: 'block_not_found' })
    for (const node of nodes.slice(1)) node.script(() => ({ kind: 'dropped' }))
    expect(await failureOf(() => reader.block('latest'))).toMatchObject({
      code: 'rpc_unreachable',
      retryable: true,
    })
  })
})

describe('a chain without the tags safe and finalized', () => {
  test.each(['finalized', 'safe'] as const)(
    'error: block_not_found for %s, and nobody is blamed',
    async (tag) => {
      for (const node of nodes) node.script(without(tag))
      const { reader, providers } = open(2)
      expect(await failureOf(() => reader.block(tag))).toMatchObject({ code: 'block_not_found' })
      expect(nodes[0].requests.some(({ params: [at] }) => at === tag)).toBe(true)
      expect(aside(providers)).toEqual([undefined, undefined, undefined])
    },
  )

  test.each(['finalized', 'safe'] as const)(
    'behaviour: one node without %s is passed over, however often',
    async (tag) => {
      nodes[0].script(without(tag))
      const { reader, providers } = open(2)
      for (let round = 0; round < 4; round += 1) expect((await reader.block(tag)).number).toBeTypeOf('bigint')
      expect(aside(providers)).toEqual([undefined, undefined, undefined])
    },
  )

  test('error: block_not_found where only a minority has a final block, after all were asked', async () => {
    for (const node of nodes.slice(1)) node.script(without('finalized'))
    const { reader, providers } = open(2)
    expect(await failureOf(() => reader.block('finalized'))).toMatchObject({ code: 'block_not_found' })
    expect(nodes.map((node) => node.requests.some(({ params: [at] }) => at === 'finalized'))).toEqual([
      true,
      true,
      true,
    ])
    expect(aside(providers)).toEqual([undefined, undefined, undefined])
  })

  test('error: block_not_found for a hash that no node has, and nobody is blamed', async () => {
    const { reader, providers } = open(2)
    const gone = `0x${'7'.repeat(64)}` as const
    expect(await failureOf(() => reader.block(gone))).toMatchObject({ code: 'block_not_found' })
    expect(aside(providers)).toEqual([undefined, undefined, undefined])
  })
})

describe('behaviour: state is read from who vouched for the block', () => {
  test('the first of them while it answers', async () => {
    const { reader } = open(2)
    const head = await reader.block('latest')
    for (const node of nodes) node.script(() => undefined)
    expect(await reader.read(climb(), head)).toBe(3n)
    expect(nodes.map((node) => node.messages())).toEqual([4, 0, 0])
  })

  test('the next one from the round on in which it fails', async () => {
    const { reader, providers } = open(2)
    const head = await reader.block('latest')
    nodes[0].script(({ message }) => (message > 2 ? { kind: 'dropped' } : undefined))
    expect(await reader.read(climb(), head)).toBe(3n)
    expect(aside(providers)).toEqual(['rpc_unreachable', undefined, undefined])
    expect(nodes[2].messages()).toBeLessThanOrEqual(1)
  })

  test('one that has not got the block is passed over, and not blamed', async () => {
    const { reader, providers } = open(2)
    const head = await reader.block('latest')
    nodes[0].script(onCalls({ kind: 'error', code: -32000, message: 'header not found' }))
    expect(await reader.read(climb(), head)).toBe(3n)
    expect(aside(providers)).toEqual([undefined, undefined, undefined])
  })

  test('never one that said something false', async () => {
    const { reader, providers } = open(2)
    nodes[0].script(({ method }) =>
      method === 'eth_getBlockByNumber'
        ? {
            kind: 'lie',
            change: (answer) => ({ ...answer, result: { ...Object(answer['result']), gasUsed: '0x7' } }),
          }
        : undefined,
    )
    const head = await reader.block('latest')
    expect(aside(providers)[0]).toBe('header_false')
    nodes[0].script(() => undefined)
    for (const node of nodes.slice(1)) node.script(onCalls({ kind: 'dropped' }))
    expect(await failureOf(() => reader.read(climb(), head))).toMatchObject({ code: 'rpc_unreachable' })
    expect(nodes[0].messages()).toBe(0)
  })
})

describe('a contract that fails', () => {
  const reverts = call(PROBES.nothing, probeAbi, 'clock')
  /** An aggregate of one call that reverted, and the clock: what a liar says of a healthy contract. */
  let lie: string
  const revertedAnswer: Fault = { kind: 'lie', change: (answer) => ({ ...answer, result: lie }) }
  let head: BlockRef

  beforeAll(async () => {
    const { reader } = open(1)
    head = await reader.block('latest')
    nodes[0].script(() => undefined)
    const result = [
      {
        success: false,
        returnData: encodeErrorResult({ abi: parseAbi(['error Error(string)']), args: ['no'] }),
      },
      { success: true, returnData: numberToHex(head.timestamp, { size: 32 }) },
    ]
    lie = encodeFunctionResult({ abi: multicall3Abi, functionName: 'aggregate3', result })
  })

  test('error: no_code, when a second node says so too', async () => {
    const { reader, providers } = open(2)
    await reader.block('latest')
    expect(await failureOf(() => reader.read(many([reverts]), head))).toMatchObject({ code: 'no_code' })
    expect(aside(providers)).toEqual([undefined, undefined, undefined])
  })

  test('behaviour: one node alone that says so is not believed, and set aside', async () => {
    const { reader, providers } = open(2)
    await reader.block('latest')
    nodes[0].script(onCalls(revertedAnswer))
    expect(await reader.read(many([echo(5)]), head)).toEqual([5n])
    expect(aside(providers)).toEqual(['state_disputed', undefined, undefined])
  })

  test('error: rpc_unreachable, to be tried again, while no second node answers', async () => {
    const { reader } = open(2)
    await reader.block('latest')
    nodes[0].script(onCalls(revertedAnswer))
    for (const node of nodes.slice(1)) node.script(() => ({ kind: 'dropped' }))
    expect(await failureOf(() => reader.read(many([echo(5)]), head))).toMatchObject({
      code: 'rpc_unreachable',
      retryable: true,
      context: { claimed: 'call_reverted' },
    })
  })

  test('error: call_reverted at once where one node is the quorum', async () => {
    const { reader } = open(1)
    nodes[0].script(onCalls(revertedAnswer))
    expect(await failureOf(() => reader.read(many([echo(5)]), head))).toMatchObject({ code: 'call_reverted' })
    expect(nodes[1].messages()).toBe(0)
  })
})

describe('behaviour: nodes that are away at the start', () => {
  test('are no hindrance, and join when they answer', async () => {
    nodes[0].script(() => ({ kind: 'dropped' }))
    const { reader, providers } = open(2)
    await reader.block('latest')
    expect(aside(providers)).toEqual(['rpc_unreachable', undefined, undefined])
    nodes[0].script(() => undefined)
    nodes[1].script(() => ({ kind: 'dropped' }))
    const head = await reader.block('latest')
    const names = providers.readersOf(head.hash).map(({ name }) => name[0])
    expect(new Set(names)).toEqual(new Set(['1', '3']))
    expect(nodes[0].requests[0]?.method).toBe('eth_chainId')
  })

  test('and one of another chain is set aside until it is of this one', async () => {
    let isOther = true
    nodes[0].script(({ method }) =>
      method === 'eth_chainId' && isOther
        ? { kind: 'lie', change: (answer) => ({ ...answer, result: '0x1' }) }
        : undefined,
    )
    const { reader, providers } = open(2)
    for (let round = 0; round < 3; round += 1) await reader.block('latest')
    expect(aside(providers)).toEqual(['wrong_chain', undefined, undefined])
    expect(nodes[0].requests.every(({ method }) => method === 'eth_chainId')).toBe(true)
    isOther = false
    nodes[2].script(() => ({ kind: 'dropped' }))
    await reader.block('latest')
    expect(aside(providers)[0]).toBeUndefined()
  })
})

test('behaviour: past logs go on at the next node where one fails', async () => {
  const { reader, providers } = open(2)
  const head = await reader.block('latest')
  const filter = { address: QUERY.addresses, topics: [QUERY.topics], fromBlock: 0n, toBlock: head.number }
  const collect = async () => {
    const ranges: bigint[][] = []
    for await (const { fromBlock, toBlock, logs } of reader.logs(filter))
      ranges.push([fromBlock, toBlock, BigInt(logs.length)])
    return ranges
  }
  const whole = await collect()
  expect(whole.reduce((sum, [, , logs]) => sum + (logs ?? 0n), 0n)).toBe(6n)
  nodes[0].script(({ method }) => (method === 'eth_getLogs' ? { kind: 'dropped' } : undefined))
  expect(await collect()).toEqual(whole)
  expect(aside(providers)[0]).toBe('rpc_unreachable')
})

test('behaviour: another turn begins with another node', async () => {
  const { reader } = open(2)
  const head = await reader.block('latest')
  const filter = { address: QUERY.addresses, topics: [QUERY.topics], fromBlock: 0n, toBlock: head.number }
  nodes[0].script(({ method }) => (method === 'eth_getLogs' ? empty : undefined))
  const found = async (turn: number): Promise<number> => {
    let logs = 0
    for await (const range of reader.logs({ ...filter, turn })) logs += range.logs.length
    return logs
  }
  expect([await found(0), await found(1), await found(3)]).toEqual([0, 6, 0])
})

/** A node that calls no block so. */
const without =
  (tag: 'finalized' | 'safe'): FaultScript =>
  ({ params: [at] }) =>
    at === tag ? { kind: 'lie', change: (answer) => ({ ...answer, result: null }) } : undefined

/** A node that has lost all logs. */
const empty: Fault = { kind: 'lie', change: (answer) => ({ ...answer, result: [] }) }
