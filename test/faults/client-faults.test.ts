import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readBlock } from '../../src/chain/block.ts'
import { type ChainClient, openClient } from '../../src/chain/client.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { failureOf } from '../support/failure.ts'
import { type Fault, type FaultyRpc, startFaultyRpc } from '../support/faulty-rpc.ts'

const CHAIN = 31_337
const KEY = 'k3y0fTheNode1234'
const QUICK = { attempts: 2, backoffMs: 1, timeoutMs: 2_000, longestWaitMs: 1_500 }

let anvil: Anvil
let rpc: FaultyRpc
let client: ChainClient
let block: BlockRef

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo' })
  rpc = await startFaultyRpc(anvil.rpcUrl)
  client = await openClient({ chainId: CHAIN, rpcUrls: [rpc.url] }, QUICK)
  block = await readBlock(client, 'latest')
})

afterAll(async () => {
  await rpc?.stop()
  await anvil?.stop()
})

beforeEach(() => rpc.script(() => undefined))

const retryAfter = (seconds: string): Fault => ({
  kind: 'http',
  status: 429,
  headers: { 'retry-after': seconds },
})

test('behaviour: a Retry-After within the limit is waited for', async () => {
  rpc.script((request) => (request.nth === 1 ? retryAfter('1') : undefined))
  expect(await readBlock(client, block.hash)).toEqual(block)
  expect(rpc.requests).toHaveLength(2)
})

test.each(['2', '86400'])(
  'behaviour: a Retry-After of %s s is beyond the limit and not slept through',
  async (seconds) => {
    rpc.script(() => retryAfter(seconds))
    expect(await failureOf(() => readBlock(client, block.hash))).toMatchObject({
      code: 'rpc_rate_limited',
      context: { retryAfterSeconds: Number(seconds), httpStatus: 429 },
    })
    expect(rpc.requests).toHaveLength(1)
  },
)

test('error: wrong_chain when the node is of another chain', async () => {
  const opening = openClient({ chainId: 1, rpcUrls: [`${rpc.url}/${KEY}`] }, QUICK)
  await expect(opening).rejects.toMatchObject({
    code: 'wrong_chain',
    retryable: false,
    context: { chainId: 1, found: 31_337n, url: rpc.url },
  })
})

test.each([
  [[], 'missing'],
  [['rpc.example.org'], 'missing'],
  [['wss://rpc.example.org'], 'missing'],
])('error: rpc_unreachable for the unusable URLs %j', async (rpcUrls, words) => {
  await expect(openClient({ chainId: 1, rpcUrls })).rejects.toMatchObject({
    code: 'rpc_unreachable',
    message: expect.stringContaining(words),
  })
})

test('error: rpc_unreachable where nobody listens, and for a host that does not exist', async () => {
  const closed = await startFaultyRpc(anvil.rpcUrl)
  await closed.stop()
  for (const url of [closed.url, 'http://redline.invalid'])
    expect(await failureOf(() => openClient({ chainId: 1, rpcUrls: [url] }, QUICK))).toMatchObject({
      code: 'rpc_unreachable',
    })
})

test('behaviour: name and password of a URL travel in a header and are not shown', async () => {
  const url = rpc.url.replace('http://', `http://reader:${KEY}@`)
  const opened = await openClient({ chainId: CHAIN, rpcUrls: [url] }, QUICK)
  expect(rpc.requests.at(-1)?.authorization).toBe(`Basic ${btoa(`reader:${KEY}`)}`)
  expect(opened.node.url).toBe(rpc.url)
})
