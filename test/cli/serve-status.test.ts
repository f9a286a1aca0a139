import Value from 'typebox/value'
import { afterEach, expect, it } from 'vitest'
import { serve } from '../../src/compose/serve.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import { StatusAnswer } from '../../src/http/schema/status.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import {
  joinServed,
  SERVED_MARKET,
  type Served,
  servedDevnet,
  statusUntil,
} from '../support/served-devnet.ts'

const BORROWERS = 30
const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 4, borrowers: BORROWERS })
})

/** Nothing listens there. */
const DEAD = 'http://127.0.0.1:9'

const cleaners: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean()
})

async function served(given: Served = {}) {
  const { settings, remove } = await servedDevnet(chain(), given)
  cleaners.push(remove)
  const serving = await serve(settings, {})
  cleaners.push(serving.stop)
  return serving
}

const fits = (status: unknown) => [...Value.Errors(StatusAnswer, status)]

it('behaviour: every answer from start to head fits its schema and says what is held', async () => {
  const { url } = await served()
  const first = await (await fetch(`${url}/v1/status`)).json()
  expect(fits(first)).toEqual([])
  await joinServed(url, chain().client)
  const head = Number(await chain().client.getBlockNumber())
  const status = await statusUntil(
    url,
    ({ blockNumber, book, safeBlockNumber }) =>
      blockNumber === head && book?.blockNumber === head && safeBlockNumber !== null,
  )
  expect(fits(status)).toEqual([])
  const [devnet] = status.chains
  expect(devnet).toMatchObject({
    phase: 'following',
    headBlockNumber: head,
    lagBlocks: 0,
    stale: false,
    staleReasons: [],
    agreement: 'single',
    quorum: 1,
    providers: [{ name: chain().anvil.rpcUrl, headBlockNumber: head, standing: 'good', aside: null }],
    markets: [
      {
        id: SERVED_MARKET,
        protocol: 'aave-v3',
        revision: 10,
        state: 'complete',
        bootstrap: { stage: 'complete', started: expect.stringMatching(/Z$/) },
        coveredBorrowers: { equal: true, uncovered: [], sinceBlockNumber: expect.any(Number) },
      },
    ],
  })
  expect(devnet?.markets[0]?.borrowers).toBeGreaterThanOrEqual(BORROWERS)
  expect(devnet?.book?.positions).toBe(devnet?.markets[0]?.accounts)
  const page = await (await fetch(`${url}/metrics`)).text()
  expect(page).toContain(`redline_processed_block{chain="devnet"} ${head}\n`)
  expect(page).toContain(`redline_book_positions{chain="devnet"} ${devnet?.book?.positions}\n`)
  expect(page).toMatch(/^redline_rpc_requests_total\{chain="devnet"\} [1-9]\d*$/m)
})

it('behaviour: the book hash is that of somebody else who reads the same chain', async () => {
  const services = [await served(), await served()]
  for (const { url } of services) await joinServed(url, chain().client)
  const head = Number(await chain().client.getBlockNumber())
  const hashes = []
  for (const { url } of services) {
    const status = await statusUntil(url, ({ book }) => book?.blockNumber === head)
    hashes.push(status.chains[0]?.book?.bookHash)
  }
  expect(hashes[0]).toMatch(/^0x[0-9a-f]{64}$/)
  expect(hashes[1]).toBe(hashes[0])
})

it('behaviour: an old block makes a chain stale, and the answer says so', async () => {
  const { url } = await served({ staleAfterSeconds: 1 })
  await chain().client.mine({ blocks: 1 })
  const status = await statusUntil(url, ({ phase, stale }) => phase === 'following' && stale)
  expect(fits(status)).toEqual([])
  expect(status.chains[0]?.staleReasons).toMatchObject([{ code: 'block_too_old' }])
})

it('behaviour: a provider that is away is named with the reason, without the rest of its URL', async () => {
  const alive = chain().anvil.rpcUrl
  const { url } = await served({ rpcUrls: [`${DEAD}/secret-key`, alive], quorum: 2 })
  const status = await statusUntil(url, ({ phase }) => phase === 'failed')
  expect(fits(status)).toEqual([])
  expect(status.chains[0]).toMatchObject({
    agreement: 'quorum',
    stale: true,
    staleReasons: [{ code: 'nothing_processed' }, { code: 'rpc_unreachable' }],
    providers: [
      { name: DEAD, standing: 'aside', aside: { code: 'rpc_unreachable', until: expect.any(String) } },
      { name: alive, standing: 'good' },
    ],
  })
  expect(JSON.stringify(status)).not.toContain('secret-key')
})
