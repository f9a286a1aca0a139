import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ChainClient } from '../../src/chain/client.ts'
import { createLiveSource, type LiveSettings } from '../../src/chain/source/live.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient, type DevnetClient } from '../../src/devnet/client.ts'
import { emitLogs, plantProbes } from '../support/probe-contracts.ts'
import {
  blockAt,
  CHAIN,
  clock,
  type Follower,
  follow,
  open,
  providersAt,
  reorg,
  shown,
  truth,
} from './source-rig.ts'

/** A socket server of our own, since anvil never says `removed: true` and never misbehaves. */
type Announcer = {
  readonly url: string
  /** Subscriptions asked for so far, by kind. */
  readonly asked: string[]
  /** Sends to all that subscribed to this kind. */
  readonly say: (kind: 'newHeads' | 'logs', result: unknown) => void
  readonly raw: (text: string) => void
  readonly hangUp: () => void
  readonly stop: () => Promise<void>
}

async function startAnnouncer(answers = true, port = 0): Promise<Announcer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port })
  await once(server, 'listening')
  const asked: string[] = []
  const subscriptions: { readonly socket: WebSocket; readonly kind: string; readonly id: string }[] = []
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const { id, params } = JSON.parse(data.toString('utf8')) as { id: number; params: [string, unknown] }
      asked.push(params[0])
      const subscription = { socket, kind: params[0], id: `0x${asked.length.toString(16)}` }
      subscriptions.push(subscription)
      if (answers) socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: subscription.id }))
    })
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    say: (kind, result) => {
      for (const { socket, id } of subscriptions.filter((one) => one.kind === kind))
        socket.send(
          JSON.stringify({
            jsonrpc: '2.0',
            method: 'eth_subscription',
            params: { subscription: id, result },
          }),
        )
    },
    raw: (text) => {
      for (const socket of server.clients) socket.send(text)
    },
    hangUp: () => {
      for (const socket of server.clients) socket.terminate()
    },
    stop: async () => {
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What a source says while nothing goes wrong. */
const QUIET = ['head', 'segment', 'finalized']

let anvil: Anvil
let devnet: DevnetClient
let client: ChainClient
let after: BlockRef
let follower: Follower | undefined
let announcer: Announcer | undefined

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo' })
  devnet = createDevnetClient(anvil.rpcUrl, CHAIN)
  client = await open(anvil.rpcUrl)
  await plantProbes(devnet)
  await devnet.mine({ blocks: 5, interval: 12 })
})

afterAll(() => anvil?.stop())

beforeEach(async () => {
  after = await blockAt(client, 'latest')
})

afterEach(async () => {
  await follower?.stop()
  await announcer?.stop()
  follower = undefined
  announcer = undefined
})

const NEVER = 3_600_000

async function start(url: string, more: Partial<LiveSettings> = {}): Promise<Follower> {
  const providers = await providersAt([anvil.rpcUrl])
  const settings = { chainId: CHAIN, stride: 1, providers, clock, finality: 64, pollMs: NEVER, retryMs: 10 }
  follower = follow(createLiveSource({ ...settings, wsUrls: [url], ...more }), after)
  return follower
}

async function expectCanonical(one: Follower): Promise<void> {
  const head = await blockAt(client, 'latest')
  await one.until(() => one.hashes().at(-1) === head.hash)
  expect(shown(one.segments)).toEqual(await truth(devnet, after.number + 1n, head.number))
}

/** Polls of the test itself: there is no event to wait for when a socket subscribes. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

const announce = async (): Promise<void> =>
  announcer?.say('newHeads', { hash: (await blockAt(client, 'latest')).hash })

describe('behaviour: nobody polls, and the chain is followed by what a socket says', () => {
  test('a removed log is a hint that finds a reorg of the same height', async () => {
    announcer = await startAnnouncer()
    await emitLogs(devnet, 2n)
    const one = await start(announcer.url)
    await one.until(() => one.segments.length === 1)
    await until(() => announcer?.asked.length === 2)
    expect(announcer.asked).toEqual(['newHeads', 'logs'])
    const [log] = one.segments[0]?.logs ?? []
    await reorg(devnet, 1, 3n)
    announcer.say('logs', { ...log, blockNumber: '0x1', logIndex: '0x0', removed: true })
    await expectCanonical(one)
    expect(one.events.filter(({ kind }) => kind === 'rollback')).toEqual([{ kind: 'rollback', to: after }])
  })

  test('a connection that breaks again and again is opened and subscribed anew, and nothing is missed', async () => {
    announcer = await startAnnouncer()
    const one = await start(announcer.url)
    for (let round = 1; round <= 4; round += 1) {
      await until(() => announcer?.asked.length === 2 * round)
      await devnet.mine({ blocks: 2 })
      await announce()
      await expectCanonical(one)
      announcer.hangUp()
      // Mined while nobody listens: the next subscription begins with a look.
      await devnet.mine({ blocks: 1 })
      await expectCanonical(one)
    }
    expect(one.events.every(({ kind }) => QUIET.includes(kind))).toBe(true)
  })

  test('heads said twice, of other blocks, and rubbish between them change nothing', async () => {
    announcer = await startAnnouncer()
    const one = await start(announcer.url)
    await until(() => announcer?.asked.length === 2)
    for (let round = 0; round < 3; round += 1) {
      await devnet.mine({ blocks: 1 })
      await announce()
      await announce()
      announcer.say('newHeads', { hash: `0x${'ab'.repeat(32)}`, number: '0xffffff' })
      announcer.say('newHeads', null)
      announcer.say('logs', { removed: 'perhaps' })
      announcer.raw('{"jsonrpc":"2.0"}')
      await expectCanonical(one)
    }
    announcer.raw('<html>')
    await until(() => announcer?.asked.length === 4)
    await devnet.mine({ blocks: 1 })
    await announce()
    await expectCanonical(one)
    expect(one.events.every(({ kind }) => QUIET.includes(kind))).toBe(true)
  })

  test('a socket that is not there yet is tried until it is', async () => {
    const early = await startAnnouncer()
    const port = Number(new URL(early.url).port)
    await early.stop()
    const one = await start(early.url)
    await new Promise((resolve) => setTimeout(resolve, 60))
    announcer = await startAnnouncer(true, port)
    await until(() => announcer?.asked.length === 2)
    await devnet.mine({ blocks: 1 })
    await announce()
    await expectCanonical(one)
    expect(one.events.every(({ kind }) => QUIET.includes(kind))).toBe(true)
  })
})

test('behaviour: a silent socket does not stop the chain, and is opened anew', async () => {
  announcer = await startAnnouncer(false)
  const one = await start(announcer.url, { pollMs: 10, silenceMs: 80 })
  for (let round = 0; round < 3; round += 1) {
    await devnet.mine({ blocks: 1 })
    await expectCanonical(one)
  }
  await until(() => (announcer?.asked.length ?? 0) >= 3)
  expect(new Set(announcer.asked)).toEqual(new Set(['newHeads']))
})
