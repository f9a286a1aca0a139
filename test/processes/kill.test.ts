import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { history } from '../../src/devnet/market/history.ts'
import { random } from '../../src/devnet/random.ts'
import { commandProcess } from '../support/command-process.ts'
import { joinServed, servedDevnet, statusUntil } from '../support/served-devnet.ts'

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

/** A data folder and config of their own; starts `redline serve` on them. */
async function redlineOn({ deployment, rpcUrl, wsUrl }: Devnet) {
  const anvil = { rpcUrl }
  const { dataDir, configFile, remove } = await servedDevnet(
    { anvil, deployment },
    { wsUrls: [wsUrl], finality: 64 },
  )
  cleaners.push(remove)
  return async () => {
    const service = commandProcess(['serve'], {
      REDLINE_CONFIG: configFile,
      REDLINE_DATA_DIR: dataDir,
      REDLINE_PORT: '0',
      REDLINE_LOG_LEVEL: 'silent',
    })
    const [, url = ''] = await service.says(/Serving at (http:\/\/[^/\s]+)/)
    const end = async (signal: NodeJS.Signals) => {
      service.signal(signal)
      return (await service.ended()).code
    }
    return { url, end }
  }
}

it.each(SEEDS)('behaviour: killed again and again, with reorganisations between, seed %i', async (seed) => {
  const rng = random(seed)
  const devnet = await startDevnet({ seed, borrowers: 25, profile: 'archive' })
  cleaners.push(devnet.stop)
  const start = await redlineOn(devnet)
  let redline = await start()
  cleaners.push(() => redline.end('SIGKILL'))
  // Half of them die before their market has joined.
  if (rng.chance(0.5)) await joinServed(redline.url, devnet.client)
  for (let round = 0; round < ROUNDS; round++) {
    const fork = await devnet.client.snapshot()
    const operations = rng.integer(5, 40)
    const killed = rng.chance(0.6) ? sleep(rng.integer(0, 400)).then(() => redline.end('SIGKILL')) : undefined
    const { client, deployment, people, liquidator } = devnet
    await history(client, deployment, { seed: seed * 100 + round, operations, people, liquidator })
    if (rng.chance(0.4)) await reorganise(devnet, fork)
    await killed
    if (killed !== undefined) redline = await start()
  }
  await joinServed(redline.url, devnet.client)
  const stranger = await (await redlineOn(devnet))()
  cleaners.push(() => stranger.end('SIGKILL'))
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
  expect(await redline.end('SIGTERM')).toBe(0)
})
