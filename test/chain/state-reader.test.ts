import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBlock } from '../../src/chain/block.ts'
import { openClient } from '../../src/chain/client.ts'
import { runPlan } from '../../src/chain/state-reader.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient, type DevnetClient } from '../../src/devnet/client.ts'
import { all, ask, type Call, call, optional, type Plan } from '../../src/protocols/plan.ts'
import { PROBES, plantMulticall3, plantProbes, probeAbi } from '../support/probe-contracts.ts'

const OTHER_CHAIN = 31_338

let bare: Anvil
let furnished: Anvil
let devnets: Record<'deployless' | 'deployed', DevnetClient>
const urlOf = { deployless: () => bare.rpcUrl, deployed: () => furnished.rpcUrl }

beforeAll(async () => {
  ;[bare, furnished] = await Promise.all([startAnvil({ profile: 'demo' }), startAnvil({ profile: 'demo' })])
  devnets = {
    deployless: createDevnetClient(bare.rpcUrl, bare.chainId),
    deployed: createDevnetClient(furnished.rpcUrl, furnished.chainId),
  }
  await Promise.all(Object.values(devnets).map(plantProbes))
  await plantMulticall3(devnets.deployed)
  await Promise.all(Object.values(devnets).map((devnet) => devnet.mine({ blocks: 3, interval: 12 })))
})

afterAll(async () => {
  await Promise.all([bare?.stop(), furnished?.stop()])
})

const echo = (value: bigint) => call(PROBES.echo, probeAbi, 'echo', value)
const burn = (rounds: bigint) => call(PROBES.burn, probeAbi, 'burn', rounds)

function* one<T>(single: Call<T>): Plan<T> {
  const [answer] = yield* ask([single])
  return answer
}

function* many(calls: readonly Call[]): Plan<readonly unknown[]> {
  return yield calls
}

describe.each(['deployless', 'deployed'] as const)('with Multicall3 %s', (mode) => {
  const open = () => openClient({ chainId: 31_337, rpcUrls: [urlOf[mode]()] }, { attempts: 1 })

  test('behaviour: every answer goes to the call that asked, whatever the split', async () => {
    const client = await open()
    const block = await readBlock(client, 'latest')
    const calls = Array.from({ length: 1_003 }, (_, i) => echo(BigInt(i)))
    const answers = await runPlan(client, many(calls), block, { callsPerRequest: 97 })
    expect(answers).toEqual(calls.map((_, i) => BigInt(i)))
  })

  test('behaviour: a plan asks in rounds, and what one round learns the next one uses', async () => {
    const client = await open()
    const block = await readBlock(client, 'latest')
    function* twice(): Plan<bigint> {
      const [first] = yield* ask([echo(20n)])
      const [second, third] = yield* ask([echo(first + 1n), echo(first + 2n)])
      return second * 100n + third
    }
    expect(await runPlan(client, twice(), block)).toBe(2122n)
  })

  test('behaviour: a plan without calls needs no request', async () => {
    const client = await open()
    const block = await readBlock(client, 'latest')
    const before = client.node.meter.requests
    expect(await runPlan(client, many([]), block)).toEqual([])
    expect(await runPlan(client, all<string>([]), block)).toEqual([])
    expect(client.node.meter.requests - before).toBeLessThanOrEqual(1)
  })

  test('behaviour: at a past hash the contract sees the time of that block, not of the head', async () => {
    const client = await open()
    for (const number of [1n, 2n, 3n]) {
      const block = await readBlock(client, number)
      const seen = await runPlan(client, one(call(PROBES.clock, probeAbi, 'clock')), block).catch(String)
      // The probes were planted between blocks: where they are not yet, there is nothing to ask.
      if (typeof seen === 'bigint') expect(seen).toBe(block.timestamp)
      else expect(seen).toContain('There is no contract')
    }
    const head = await readBlock(client, 'latest')
    await devnets[mode].mine({ blocks: 2, interval: 1_000 })
    expect(await runPlan(client, one(call(PROBES.clock, probeAbi, 'clock')), head)).toBe(head.timestamp)
  })

  test('behaviour: an optional call without an answer is undefined, and leaves its neighbours alone', async () => {
    const client = await open()
    const block = await readBlock(client, 'latest')
    const calls = [
      echo(1n),
      optional(call(PROBES.revert, probeAbi, 'echo', 2n)),
      optional(call(PROBES.revertWithCode, probeAbi, 'echo', 3n)),
      optional(call(PROBES.empty, probeAbi, 'echo', 4n)),
      optional(call(PROBES.nothing, probeAbi, 'echo', 5n)),
      optional(call(PROBES.echo, probeAbi, 'text', 6n)),
      optional(echo(7n)),
      echo(8n),
    ]
    const none = undefined
    expect(await runPlan(client, many(calls), block)).toEqual([1n, none, none, none, none, none, 7n, 8n])
    const repeated = Array.from({ length: 10 }, () => calls).flat()
    const answers = await runPlan(client, many(repeated), block)
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(50)
  })

  test.each([
    { title: 'call_reverted', address: PROBES.revert, text: 'echo(7)' },
    { title: 'call_reverted', address: PROBES.revertWithCode, text: 'Broken()' },
    { title: 'call_undecodable', address: PROBES.empty, text: 'returned no data' },
    { title: 'no_code', address: PROBES.nothing, text: 'echo' },
  ])('error: $title for a required call to $address', async ({ title, address, text }) => {
    const client = await open()
    const block = await readBlock(client, 'latest')
    const calls = [
      ...Array.from({ length: 40 }, (_, i) => echo(BigInt(i))),
      call(address, probeAbi, 'echo', 7n),
    ]
    const reading = runPlan(client, many(calls), block)
    await expect(reading).rejects.toMatchObject({
      name: 'ChainError',
      code: title,
      message: expect.stringContaining(text),
      retryable: false,
    })
    await expect(reading).rejects.toThrow(address)
  })

  test('error: call_undecodable for an answer of another type', async () => {
    const client = await open()
    const block = await readBlock(client, 'latest')
    await expect(runPlan(client, one(call(PROBES.echo, probeAbi, 'text', 9n)), block)).rejects.toMatchObject({
      code: 'call_undecodable',
      context: { contract: PROBES.echo, function: 'text', args: '9', block: block.number },
    })
  })

  test('error: call_malformed even for an optional call', async () => {
    const client = await open()
    const block = await readBlock(client, 'latest')
    const wrong: Call = {
      address: PROBES.echo,
      abi: probeAbi,
      functionName: 'echo',
      args: ['x'],
      optional: true,
    }
    await expect(runPlan(client, many([wrong]), block)).rejects.toMatchObject({ code: 'call_malformed' })
  })

  test('error: block_not_found at a hash that was reorganised away', async () => {
    const client = await open()
    await devnets[mode].mine({ blocks: 3, interval: 12 })
    const block = await readBlock(client, 'latest')
    expect(await runPlan(client, one(echo(1n)), block)).toBe(1n)
    await devnets[mode].request<ReorgRequest>({ method: 'anvil_reorg', params: [2, []] })
    await expect(runPlan(client, one(echo(1n)), block)).rejects.toMatchObject({
      code: 'block_not_found',
      retryable: true,
      context: { blockHash: block.hash },
    })
    await expect(runPlan(client, one(optional(echo(1n))), block)).rejects.toMatchObject({
      code: 'block_not_found',
    })
  })

  test('error: state_pruned at a block whose state is gone', async () => {
    const client = await open()
    const block = await readBlock(client, 'latest')
    await devnets[mode].mine({ blocks: 300 })
    await expect(runPlan(client, one(optional(echo(1n))), block)).rejects.toMatchObject({
      code: 'state_pruned',
    })
  })

  test('error: wrong_chain for a block of another chain, before any request', async () => {
    const client = await open()
    const block: BlockRef = { ...(await readBlock(client, 'latest')), chainId: OTHER_CHAIN }
    const before = client.node.meter.requests
    await expect(runPlan(client, one(echo(1n)), block)).rejects.toMatchObject({ code: 'wrong_chain' })
    expect(client.node.meter.requests).toBe(before)
  })

  test('behaviour: calls that together need more gas than a request is granted are split until they fit', async () => {
    const client = await open()
    const block = await readBlock(client, 'latest')
    // A request is granted 1 G gas; 24 calls of 2 M rounds of 40 gas need nearly twice as much.
    const calls = Array.from({ length: 24 }, () => optional(burn(2_000_000n)))
    expect(await runPlan(client, many(calls), block)).toEqual(calls.map(() => 7n))
  })

  test('behaviour: a call that starves because others took the gas is not taken for a revert', async () => {
    const client = await open()
    const block = await readBlock(client, 'latest')
    // Twelve heavy calls leave the thirteenth half of what it needs; it fails, and the request does not.
    const calls = [
      ...Array.from({ length: 20 }, () => echo(7n)),
      ...Array.from({ length: 13 }, () => optional(burn(2_000_000n))),
    ]
    expect(await runPlan(client, many(calls), block)).toEqual(calls.map(() => 7n))
  })

  test('budget: a round is one request however many calls it has, and one is for the first look at the chain', async () => {
    const client = await open()
    const block = await readBlock(client, 'latest')
    const { requests } = client.node.meter
    await runPlan(client, many(Array.from({ length: 1_200 }, (_, i) => echo(BigInt(i)))), block)
    expect(client.node.meter).toEqual({ requests: requests + 2, calls: 1_200 })
    await runPlan(client, one(echo(1n)), await readBlock(client, 'latest'))
    expect(client.node.meter).toEqual({ requests: requests + 4, calls: 1_201 })
  })

  test('budget: calls that failed among many once are asked among few at once from then on', async () => {
    const client = await open()
    const block = await readBlock(client, 'latest')
    const absent = optional(call(PROBES.nothing, probeAbi, 'clock'))
    const calls = [...Array.from({ length: 60 }, () => echo(7n)), ...Array.from({ length: 60 }, () => absent)]
    const answers = calls.map((_, i) => (i < 60 ? 7n : undefined))
    await runPlan(client, one(echo(1n)), block)
    const { meter } = client.node
    const before = meter.requests
    expect(await runPlan(client, many(calls), block)).toEqual(answers)
    expect(meter.requests - before).toBe(2)
    expect(await runPlan(client, many(calls), block)).toEqual(answers)
    expect(meter.requests - before).toBe(3)
  })
})

type ReorgRequest = { Method: 'anvil_reorg'; Parameters: [number, []]; ReturnType: null }
