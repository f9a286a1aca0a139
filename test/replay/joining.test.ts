import { afterEach, beforeEach, expect, it } from 'vitest'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { priceTransaction } from '../../src/devnet/feeds/prices.ts'
import { statusOf } from '../../src/pipeline/follow/market-status.ts'
import type { Kept } from '../../src/pipeline/serve/keep-following.ts'
import { aaveAdapter } from '../../src/protocols/aave-v3/index.ts'
import { type FollowedDevnet, followDevnet, storeFolder } from '../support/followed-devnet.ts'

let devnet: Devnet
const cleaners: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  devnet = await startDevnet({ seed: 11, borrowers: 40, profile: 'archive' })
  cleaners.push(devnet.stop)
}, 180_000)
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean()
})

async function freshFolder(): Promise<string> {
  const { dataDir, remove } = await storeFolder()
  cleaners.push(remove)
  return dataDir
}

const headHash = async () => (await devnet.client.getBlock()).hash

async function expectSameBookAnew(live: FollowedDevnet): Promise<void> {
  const reader = await followDevnet(devnet, await freshFolder())
  await reader.joined()
  const head = await headHash()
  await Promise.all([reader.reached(head), live.reached(head)])
  expect(reader.book().hash()).toBe(live.book().hash())
  await reader.stop()
}

/** Accounts that a run had to read itself, as it told before it began. */
const plannedAccounts = ({ events }: FollowedDevnet) =>
  events.flatMap((event) =>
    event.kind === 'bootstrap-planned' && event.stage === 'accounts' ? [event.total] : [],
  )

async function playOn(operations: number): Promise<void> {
  for await (const _ of devnet.history(operations));
}

it('behaviour: a bootstrap that was cut off goes on where it was, and what happened meanwhile is known', async () => {
  const dataDir = await freshFolder()
  const cutOff = (kept: Kept): Kept => {
    const stopping = new AbortController()
    const put: Kept['store']['progress']['put'] = async (chainId, name, value) => {
      await kept.store.progress.put(chainId, name, value)
      if (name.startsWith('chunks/')) stopping.abort()
    }
    return {
      ...kept,
      signal: AbortSignal.any([kept.signal, stopping.signal]),
      store: { ...kept.store, progress: { ...kept.store.progress, put } },
    }
  }
  const first = await followDevnet(devnet, dataDir, 1, cutOff)
  await first.ended
  await first.stop()
  const [accounts = 0] = plannedAccounts(first)
  expect(accounts).toBeGreaterThan(30)
  expect(first.events.some(({ kind }) => kind === 'bootstrap-read')).toBe(false)
  await playOn(150)
  const second = await followDevnet(devnet, dataDir)
  await second.joined()
  // Only who borrowed for the first time since then was left to read.
  expect(plannedAccounts(second).every((left) => left < accounts / 2)).toBe(true)
  expect(statusOf(second.book(), 'devnet')).toEqual({ state: 'complete' })
  await expectSameBookAnew(second)
  await second.stop()
})

it('behaviour: a reorganisation while accounts are read leaves nothing of the lost branch', async () => {
  await devnet.client.mine({ blocks: 64, interval: 12 })
  const fork = await devnet.client.snapshot()
  await playOn(100)
  const lost = await devnet.client.getBlock()
  let isLost = false
  const redline: FollowedDevnet = await followDevnet(devnet, await freshFolder(), 1, (kept) => {
    const put: Kept['store']['progress']['put'] = async (chainId, name, value) => {
      await kept.store.progress.put(chainId, name, value)
      if (isLost || !name.startsWith('chunks/')) return
      isLost = true
      await redline.reached(lost.hash)
      await devnet.client.revert({ id: fork })
      while ((await devnet.client.getBlockNumber()) <= lost.number)
        await devnet.client.mine({ blocks: 5, interval: 12 })
    }
    return { ...kept, store: { ...kept.store, progress: { ...kept.store.progress, put } } }
  })
  await redline.joined()
  await redline.reached(await headHash())
  expect(redline.events.some(({ kind }) => kind === 'rolled-back')).toBe(true)
  await expectSameBookAnew(redline)
  await redline.stop()
})

it('behaviour: a market that is no longer configured leaves the book, and comes back whole', async () => {
  const dataDir = await freshFolder()
  const before = await followDevnet(devnet, dataDir)
  await before.joined()
  await before.stop()
  const without = await followDevnet(devnet, dataDir, 1, (kept) => ({ ...kept, markets: [] }))
  await devnet.client.mine({ blocks: 1, interval: 12 })
  await without.reached(await headHash())
  expect([...without.book().records()]).toEqual([])
  await without.stop()
  const again = await followDevnet(devnet, dataDir)
  await again.joined()
  await expectSameBookAnew(again)
  await again.stop()
})

it('behaviour: a market whose contracts fail is told and holds up no other', async () => {
  const { admin } = devnet.deployment
  const redline = await followDevnet(devnet, await freshFolder(), 1, (kept) => ({
    ...kept,
    markets: [{ adapter: aaveAdapter('nowhere', admin), fromBlock: 0n }, ...kept.markets],
  }))
  await redline.joined()
  expect(statusOf(redline.book(), 'devnet')).toEqual({ state: 'complete' })
  expect(redline.events.find(({ kind }) => kind === 'bootstrap-failed')).toMatchObject({
    market: 'nowhere',
    code: 'no_code',
  })
  await redline.stop()
})

it('behaviour: a node that keeps a borrower back is found out by the totals, and another one is asked', async () => {
  const redline = await followDevnet(devnet, await freshFolder(), 1, (kept) => ({
    ...kept,
    chain: {
      ...kept.chain,
      logs: async function* (query) {
        for await (const range of kept.chain.logs(query))
          yield query.turn === 0 ? { ...range, logs: range.logs.slice(1) } : range
      },
    },
  }))
  const isRead = (times: number) => () =>
    redline.events.filter(({ kind }) => kind === 'bootstrap-read').length === times
  await redline.until(isRead(1))
  // The totals may be unequal for a moment; so often they are not by chance.
  await devnet.client.mine({ blocks: 5, interval: 12 })
  await redline.until(isRead(2))
  await redline.joined()
  expect(redline.events.find(({ kind }) => kind === 'bootstrap-failed')).toMatchObject({
    code: 'totals_unequal',
  })
  expect(statusOf(redline.book(), 'devnet')).toEqual({ state: 'complete' })
  await expectSameBookAnew(redline)
  await redline.stop()
})

it('behaviour: a reorganisation that takes the joining block away costs no second reading', async () => {
  await devnet.client.mine({ blocks: 40, interval: 12 })
  const redline = await followDevnet(devnet, await freshFolder())
  await redline.until(() => redline.events.some(({ kind }) => kind === 'bootstrap-read'))
  const fork = await devnet.client.snapshot()
  await redline.joined()
  const [read = 0] = plannedAccounts(redline)
  expect(read).toBeGreaterThan(30)
  const lost = await devnet.client.getBlockNumber()
  await devnet.client.revert({ id: fork })
  // An empty block would be the same one again.
  await mineSuccessfully(devnet.client, [priceTransaction(devnet.deployment, 'LINK/USD', 1_234_567_890n)])
  while ((await devnet.client.getBlockNumber()) <= lost) await devnet.client.mine({ blocks: 1, interval: 7 })
  await redline.until(() => redline.events.filter(({ kind }) => kind === 'bootstrap-read').length === 2)
  await devnet.client.mine({ blocks: 1, interval: 12 })
  await redline.reached(await headHash())
  expect(statusOf(redline.book(), 'devnet')).toEqual({ state: 'complete' })
  expect(plannedAccounts(redline)).toEqual([read])
  await expectSameBookAnew(redline)
  await redline.stop()
})
