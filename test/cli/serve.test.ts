import { readFile, writeFile } from 'node:fs/promises'
import { afterEach, expect, it } from 'vitest'
import { serve } from '../../src/compose/serve.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { joinServed, type Served, servedDevnet, statusUntil } from '../support/served-devnet.ts'

const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 4, borrowers: 40 })
})

/** Nobody asks who is there. */
const ELSEWHERE = '0x2f39d218133AFaB8F2B819B1066c7E434Ad94E9e'
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

it('behaviour: a chain whose nodes are away stops no other one of the same process', async () => {
  const { settings: given, configFile, remove } = await servedDevnet(chain())
  cleaners.push(remove)
  const network = JSON.parse(await readFile(configFile, 'utf8')) as { chains: Record<string, unknown>[] }
  const [devnet] = network.chains
  const markets = [{ id: 'elsewhere', protocol: 'aave-v3', addressesProvider: ELSEWHERE, fromBlock: 1 }]
  network.chains.push({ ...devnet, id: 1, name: 'away', rpcUrls: [DEAD], markets })
  await writeFile(configFile, JSON.stringify(network))
  const { url, stop } = await serve(given, {})
  cleaners.push(stop)
  await joinServed(url, chain().client)
  const head = Number(await chain().client.getBlockNumber())
  const { chains } = await statusUntil(url, ({ blockNumber }) => blockNumber === head)
  expect(chains.map(({ name, phase }) => [name, phase])).toEqual([
    ['devnet', 'following'],
    ['away', 'failed'],
  ])
  expect((await fetch(`${url}/readyz`)).status).toBe(503)
})
