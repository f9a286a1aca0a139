import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBlock } from '../../src/chain/block.ts'
import { type ChainClient, openClient } from '../../src/chain/client.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient } from '../../src/devnet/client.ts'
import { type FaultyRpc, startFaultyRpc } from '../support/faulty-rpc.ts'

let anvil: Anvil
let rpc: FaultyRpc
let client: ChainClient

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo' })
  await createDevnetClient(anvil.rpcUrl, anvil.chainId).mine({ blocks: 5 })
  rpc = await startFaultyRpc(anvil.rpcUrl)
  client = await openClient({ chainId: anvil.chainId, rpcUrls: [rpc.url] }, { attempts: 1 })
})

afterAll(async () => {
  await rpc?.stop()
  await anvil?.stop()
})

const OTHER = `0x${'ab'.repeat(32)}`

test.each([
  ['a block without a hash', { hash: null }],
  ['a pending block', { hash: null, number: null }],
  ['a block without a time', { timestamp: undefined }],
  ['a number that is none', { number: '5' }],
  ['a hash that is too short', { hash: '0xabcd' }],
  ['a time that is none', { timestamp: '0x' }],
])('error: rpc_bad_response for %s', async (_title, change) => {
  lie(change)
  await expect(readBlock(client, 'latest')).rejects.toMatchObject({ code: 'rpc_bad_response' })
})

test('error: rpc_bad_response for another block than the one asked for', async () => {
  rpc.script(() => undefined)
  const block = await readBlock(client, 3n)
  lie({ hash: OTHER })
  await expect(readBlock(client, block.hash)).rejects.toMatchObject({ code: 'rpc_bad_response' })
  lie({ number: '0x4' })
  await expect(readBlock(client, 3n)).rejects.toMatchObject({ code: 'rpc_bad_response' })
})

test('error: block_not_found for a block that is not there', async () => {
  rpc.script(() => undefined)
  await expect(readBlock(client, 99n)).rejects.toMatchObject({ code: 'block_not_found', retryable: true })
  await expect(readBlock(client, OTHER as `0x${string}`)).rejects.toMatchObject({ code: 'block_not_found' })
})

function lie(change: Readonly<Record<string, unknown>>): void {
  rpc.script(() => ({
    kind: 'lie',
    change: (answer) => ({ ...answer, result: { ...(answer['result'] as object), ...change } }),
  }))
}
