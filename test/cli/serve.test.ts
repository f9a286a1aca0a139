import { afterEach, expect, it } from 'vitest'
import { serve } from '../../src/compose/serve.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { joinServed, type Served, servedDevnet, statusUntil } from '../support/served-devnet.ts'

const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 4, borrowers: 40 })
})

/** Nothing listens there. */
const DEAD = 'http://127.0.0.1:9'

const cleaners: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean()
})

async function settings(served: Served = {}) {
  const { settings: given, remove } = await servedDevnet(chain(), served)
  cleaners.push(remove)
  return given
}

it('behaviour: comes up from nothing, follows, and goes on from the store after a restart', async () => {
  const given = await settings()
  const first = await serve(given, {})
  await joinServed(first.url, chain().client)
  const head = Number(await chain().client.getBlockNumber())
  const status = await statusUntil(first.url, ({ blockNumber }) => (blockNumber ?? 0) >= head)
  expect(status.chains[0]).toMatchObject({ phase: 'following', markets: [{ state: 'complete' }] })
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
  await chain().client.mine({ blocks: 3 })
  await statusUntil(first.url, ({ blockNumber }) => blockNumber === head + 3)
  await first.stop()
  const second = await serve(given, {})
  cleaners.push(second.stop)
  const resumed = await statusUntil(second.url, ({ phase }) => phase === 'following')
  expect(resumed.chains[0]?.blockNumber).toBe(head + 3)
})

it('error: store_in_use when a second service opens the same folder, and the first goes on', async () => {
  const given = await settings()
  const first = await serve(given, {})
  cleaners.push(first.stop)
  await expect(serve(given, {})).rejects.toMatchObject({ code: 'store_in_use' })
  expect((await fetch(`${first.url}/healthz`)).status).toBe(200)
})

it('behaviour: alive and not ready while the only node is away, and says so', async () => {
  const serving = await serve(await settings({ rpcUrls: [DEAD] }), {})
  cleaners.push(serving.stop)
  const status = await statusUntil(serving.url, ({ phase }) => phase === 'failed')
  expect(status.chains[0]).toMatchObject({ failure: 'rpc_unreachable', blockNumber: null })
  expect((await fetch(`${serving.url}/readyz`)).status).toBe(503)
  expect((await fetch(`${serving.url}/healthz`)).status).toBe(200)
})

it('behaviour: one provider of two is enough for a quorum of one, and not for a quorum of two', async () => {
  const alive = chain().anvil.rpcUrl
  const one = await serve(await settings({ rpcUrls: [DEAD, alive] }), {})
  cleaners.push(one.stop)
  await statusUntil(one.url, ({ phase }) => phase === 'following')
  const two = await serve(await settings({ rpcUrls: [DEAD, alive], quorum: 2 }), {})
  cleaners.push(two.stop)
  const { chains } = await statusUntil(two.url, ({ phase }) => phase === 'failed')
  expect(chains[0]?.failure).toBe('rpc_unreachable')
})
