import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBlock } from '../../src/chain/block.ts'
import { openClient } from '../../src/chain/client.ts'
import { postJson } from '../../src/chain/http-post.ts'
import { scanLogs } from '../../src/chain/log-scanner.ts'
import { readHeader } from '../../src/chain/source/header.ts'
import { createLiveSource } from '../../src/chain/source/live.ts'
import { createProviders } from '../../src/chain/source/providers.ts'
import { runPlan } from '../../src/chain/state-reader.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import type { Processed } from '../../src/pipeline/follow/process-segment.ts'
import type { Kept } from '../../src/pipeline/serve/keep-following.ts'
import { aaveAdapter } from '../../src/protocols/aave-v3/index.ts'
import { clock, type FollowedDevnet, followDevnet, storeFolder } from '../support/followed-devnet.ts'

/** Enough that what a market costs whoever uses it is small beside its accounts. */
const BORROWERS = 3_000
const SEED = 5
/** Ordinary users' blocks touch few accounts; more than this would allow more requests. */
const TOUCHED = 300

let devnet: Devnet
let redline: FollowedDevnet
let removeFolder: () => Promise<void>
let chain: Kept['chain']
/** The block that the node shows as its newest one, so that blocks can be let out one by one. */
let head = 'latest'
let ring = (): void => {}
/** Messages to the node, and those among them that search past logs. */
const sent = { all: 0, scanning: 0 }
const spent = { all: 0, scanning: 0 }

/** One node whose messages are counted, and a source that looks at nothing but an announced head. */
async function counted(kept: Kept): Promise<Kept> {
  const { chainId } = devnet.deployment
  const client = await openClient(
    { chainId, rpcUrls: [devnet.rpcUrl] },
    {
      post: (url, message, limits) => {
        const text = JSON.stringify(message)
        const methods = text.match(/"method":"\w+"/g) ?? []
        sent.all += 1
        if (methods.every((method) => method.includes('eth_getLogs'))) sent.scanning += 1
        return postJson(url, JSON.parse(text.replaceAll('"latest"', `"${head}"`)), limits)
      },
    },
  )
  chain = {
    chainId,
    block: (at) => readBlock(client, at),
    read: (plan, block) => runPlan(client, plan, block),
    logs: (query) => scanLogs(client, query),
    header: (at) => readHeader(client, at),
  }
  const source = createLiveSource({
    chainId,
    stride: 1,
    providers: createProviders([client], { quorum: 1, now: clock.now }),
    clock,
    finality: 64,
    pollMs: 3_600_000,
    announcers: [
      ({ onHint }) => {
        ring = onHint
      },
    ],
  })
  return { ...kept, chain, source }
}

async function reached(height: bigint): Promise<void> {
  head = `0x${height.toString(16)}`
  ring()
  await redline.reached((await devnet.client.getBlock({ blockNumber: height })).hash)
}

beforeAll(async () => {
  devnet = await startDevnet({ seed: SEED, borrowers: BORROWERS, profile: 'archive' })
  const { dataDir, remove } = await storeFolder()
  removeFolder = remove
  const before = await devnet.client.getBlockNumber()
  redline = await followDevnet(devnet, dataDir, 1, counted)
  await redline.until(() => redline.events.some(({ kind }) => kind === 'bootstrap-read'))
  await devnet.client.mine({ blocks: 1, interval: 12 })
  await reached(before + 1n)
  spent.all = sent.all
  spent.scanning = sent.scanning
}, 300_000)

afterAll(async () => {
  await redline?.stop()
  await removeFolder?.()
  await devnet?.stop()
})

const adapter = () => aaveAdapter('devnet', devnet.deployment.addressesProvider)

it('budget: bringing a market up takes a request for 60 borrowers at most, beside the search of the logs', () => {
  expect(spent.all - spent.scanning).toBeLessThanOrEqual(BORROWERS / 60)
  expect(
    [...redline.book().records()].filter(({ kind }) => kind === 'account').length,
  ).toBeGreaterThanOrEqual(BORROWERS)
})

it('budget: accounts of a market that is known take 2 requests, its terms and categories among them', async () => {
  const block = await chain.block('latest')
  const place = { chainId: chain.chainId, market: 'devnet', block: block.number }
  const accounts = devnet.people.slice(0, 300)
  const before = sent.all
  const read = await chain.read(adapter().read(redline.book(), place, accounts), block)
  expect(sent.all - before).toBe(2)
  const kinds = new Set(read.map(({ kind }) => kind))
  const ofMarket = ['aave-market', 'aave-reserve', 'price', 'aave-category', 'oracle', 'feed', 'btc-feed']
  expect(kinds).toEqual(new Set([...ofMarket, 'account', 'leg']))
})

describe('budget: a segment of one block', () => {
  type Cost = { readonly processed: Processed; readonly requests: number }
  const costs: Cost[] = []

  beforeAll(async () => {
    const from = await devnet.client.getBlockNumber()
    head = `0x${from.toString(16)}`
    await devnet.client.mine({ blocks: 10, interval: 12 })
    for await (const _ of devnet.history(200));
    await devnet.client.mine({ blocks: 10, interval: 12 })
    for (let height = from + 1n; height <= (await devnet.client.getBlockNumber()); height += 1n) {
      const before = sent.all
      await reached(height)
      const last = redline.events.findLast(({ kind }) => kind === 'processed')
      if (last?.kind === 'processed') costs.push({ processed: last.processed, requests: sent.all - before })
    }
  }, 120_000)

  /** Accounts that were read again, as far as the facts show it. */
  const touched = ({ changes }: Processed): number =>
    new Set(changes.filter(({ kind }) => kind === 'leg').map(({ key }) => key.split('/')[0])).size

  it('takes 4 requests at most where no account was touched', () => {
    const quiet = costs.filter(({ processed }) => touched(processed) === 0)
    expect(quiet.length).toBeGreaterThanOrEqual(10)
    expect(Math.max(...quiet.map(({ requests }) => requests))).toBeLessThanOrEqual(4)
  })

  it('takes one more for each 300 accounts that were', () => {
    const busy = costs.filter(({ processed }) => touched(processed) > 0)
    expect(busy.length).toBeGreaterThan(10)
    for (const { processed, requests } of busy)
      expect(requests).toBeLessThanOrEqual(4 + Math.ceil(touched(processed) / TOUCHED))
  })

  it('and the markets are complete all the time, without reading anything twice', () => {
    for (const { processed } of costs) {
      expect([...processed.statuses.values()]).toEqual([{ state: 'complete' }])
      expect(processed.reread).toEqual([])
    }
  })
})
