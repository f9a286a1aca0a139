import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { history } from '../../src/devnet/market/history.ts'
import { random } from '../../src/devnet/random.ts'
import { storeFolder } from '../support/followed-devnet.ts'
import { redlineEnvironment, startServe } from '../support/redline-process.ts'
import { joinServed, statusUntil } from '../support/served-devnet.ts'

/** Real processes, a real chain, `kill -9`: as many different fates. */
const SEEDS = Array.from({ length: 10 }, (_, i) => 100 + i)
const ROUNDS = 6

const cleaners: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean()
})

/** Another branch in place of the last blocks: what they did is undone, and time passes differently. */
async function reorganise({ client }: Devnet, fork: `0x${string}`): Promise<void> {
  const lost = await client.getBlockNumber()
  await client.revert({ id: fork })
  while ((await client.getBlockNumber()) <= lost) await client.mine({ blocks: 3, interval: 7 })
}

async function environmentFor({ deployment, rpcUrl, wsUrl }: Devnet) {
  const { dataDir, remove } = await storeFolder()
  cleaners.push(remove)
  return redlineEnvironment(dataDir, deployment, [rpcUrl], { wsUrls: [wsUrl] })
}

it.each(SEEDS)('behaviour: killed again and again, with reorganisations between, seed %i', async (seed) => {
  const rng = random(seed)
  const devnet = await startDevnet({ seed, borrowers: 25, profile: 'archive' })
  cleaners.push(devnet.stop)
  const environment = await environmentFor(devnet)
  let redline = await startServe(environment)
  cleaners.push(() => redline.kill())
  // Half of them die before their market has joined.
  if (rng.chance(0.5)) await joinServed(redline.url, devnet.client)
  for (let round = 0; round < ROUNDS; round++) {
    const fork = await devnet.client.snapshot()
    const operations = rng.integer(5, 40)
    const killed = rng.chance(0.6) ? sleep(rng.integer(0, 400)).then(() => redline.kill()) : undefined
    const { client, deployment, people, liquidator } = devnet
    await history(client, deployment, { seed: seed * 100 + round, operations, people, liquidator })
    if (rng.chance(0.4)) await reorganise(devnet, fork)
    await killed
    if (killed !== undefined) redline = await startServe(environment)
  }
  await joinServed(redline.url, devnet.client)
  const stranger = await startServe(await environmentFor(devnet))
  cleaners.push(() => stranger.kill())
  await joinServed(stranger.url, devnet.client)
  const { hash, number: height } = await devnet.client.getBlock()
  const number = Number(height)
  const [ours, theirs] = await Promise.all(
    [redline, stranger].map(({ url }) =>
      statusUntil(url, ({ blockHash, book }) => blockHash === hash && book?.blockNumber === number),
    ),
  )
  expect(ours?.chains[0]?.book?.bookHash).toMatch(/^0x[0-9a-f]{64}$/)
  expect(ours?.chains[0]?.book).toEqual(theirs?.chains[0]?.book)
  expect(await redline.end()).toBe(0)
})
