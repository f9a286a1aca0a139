import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { serve } from '../../src/compose/serve.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { storeFolder } from '../support/followed-devnet.ts'

const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 4, borrowers: 40 })
})

/** Nothing listens there. */
const DEAD = 'http://127.0.0.1:9'

const cleaners: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean()
})

async function settings(rpcUrls?: readonly string[], quorum = 1) {
  const { anvil, deployment } = chain()
  const { dataDir, remove } = await storeFolder()
  cleaners.push(remove)
  const configFile = join(dataDir, 'config.json')
  const market = {
    id: 'aave-v3-devnet',
    protocol: 'aave-v3',
    addressesProvider: deployment.addressesProvider,
    fromBlock: Number(deployment.fromBlock),
  }
  const id = deployment.chainId
  const devnet = {
    id,
    name: 'devnet',
    rpcUrls: rpcUrls ?? [anvil.rpcUrl],
    quorum,
    finality: 8,
    markets: [market],
  }
  await writeFile(configFile, JSON.stringify({ referenceChain: id, chains: [devnet] }))
  const environment = readEnvironment({
    REDLINE_DATA_DIR: dataDir,
    REDLINE_PORT: '0',
    REDLINE_LOG_LEVEL: 'silent',
  })
  return { opening: { configFile, now: () => Date.now() }, environment, version: 'test', say: () => {} }
}

type Status = {
  chains: {
    phase: string
    blockNumber: number | null
    failure: string | null
    markets: { state: string }[]
  }[]
}

/** Asks until the service says what is waited for; the test's own time limit ends a wait in vain. */
async function until(url: string, holds: (status: Status) => boolean): Promise<Status> {
  for (;;) {
    const status = (await (await fetch(`${url}/v1/status`)).json()) as Status
    if (holds(status)) return status
    await sleep(20)
  }
}

it('behaviour: comes up from nothing, follows, and goes on from the store after a restart', async () => {
  const given = await settings()
  const first = await serve(given, {})
  const head = Number(await chain().client.getBlockNumber())
  const status = await until(first.url, ({ chains }) => (chains[0]?.blockNumber ?? 0) >= head)
  expect(status.chains[0]).toMatchObject({ phase: 'following', markets: [{ state: 'complete' }] })
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
  await chain().client.mine({ blocks: 3 })
  await until(first.url, ({ chains }) => chains[0]?.blockNumber === head + 3)
  await first.stop()
  const second = await serve(given, {})
  cleaners.push(second.stop)
  const resumed = await until(second.url, ({ chains }) => chains[0]?.phase === 'following')
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
  const serving = await serve(await settings([DEAD]), {})
  cleaners.push(serving.stop)
  const status = await until(serving.url, ({ chains }) => chains[0]?.phase === 'failed')
  expect(status.chains[0]).toMatchObject({ failure: 'rpc_unreachable', blockNumber: null })
  expect((await fetch(`${serving.url}/readyz`)).status).toBe(503)
  expect((await fetch(`${serving.url}/healthz`)).status).toBe(200)
})

it('behaviour: one provider of two is enough for a quorum of one, and not for a quorum of two', async () => {
  const alive = chain().anvil.rpcUrl
  const one = await serve(await settings([DEAD, alive]), {})
  cleaners.push(one.stop)
  await until(one.url, ({ chains }) => chains[0]?.phase === 'following')
  const two = await serve(await settings([DEAD, alive], 2), {})
  cleaners.push(two.stop)
  const { chains } = await until(two.url, ({ chains: [first] }) => first?.phase === 'failed')
  expect(chains[0]?.failure).toBe('rpc_unreachable')
})
