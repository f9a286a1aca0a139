import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openNode } from '../../src/chain/node.ts'
import type { Clock } from '../../src/chain/source/clock.ts'
import { readHeader } from '../../src/chain/source/header.ts'
import { createLiveSource } from '../../src/chain/source/live.ts'
import { createProviders } from '../../src/chain/source/providers.ts'
import { factStore } from '../../src/compose/past-ports.ts'
import type { Hex } from '../../src/core/address.ts'
import type { Book } from '../../src/core/book/book.ts'
import type { DevnetChain } from '../../src/devnet/chain.ts'
import { type Kept, type KeptEvent, keepFollowing } from '../../src/pipeline/serve/keep-following.ts'
import { aaveAdapter } from '../../src/protocols/aave-v3/index.ts'
import { type OpenStore, openStore } from '../../src/store/open.ts'

const MARKET = 'devnet'
/** Blocks after which the tests' chains call a block final. */
const FINALITY = 64

export const clock: Clock = {
  now: () => performance.now(),
  wait: async (ms, signal) => {
    await sleep(ms, undefined, { signal }).catch(() => undefined)
  },
}

/** Redline following a local chain into a store of its own. */
export type FollowedDevnet = {
  /** The book as it is now. */
  readonly book: () => Book
  readonly store: OpenStore
  readonly events: readonly KeptEvent[]
  /** Resolves when the last processed segment ends at this block. */
  readonly reached: (hash: Hex) => Promise<void>
  /** Resolves when the market has joined; mines blocks until it has, as a market joins with a segment. */
  readonly joined: () => Promise<void>
  /** Resolves when something holds, looked at after each event. */
  readonly until: (holds: () => boolean) => Promise<void>
  /** Resolves when following has ended by itself. */
  readonly ended: Promise<void>
  /** Ends following and closes the store, as a shutdown does. */
  readonly stop: () => Promise<void>
}

/** A folder for a store, removed by the returned function. */
export async function storeFolder(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'redline-store-'))
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) }
}

/** Starts from the store where it holds something, else from the chain; `around` may change what it runs with. */
export async function followDevnet(
  chain: Pick<DevnetChain, 'client' | 'deployment'> & { readonly rpcUrl: string },
  dataDir: string,
  stride = 1,
  around: (kept: Kept) => Kept | Promise<Kept> = (kept) => kept,
): Promise<FollowedDevnet> {
  const { chainId, addressesProvider, fromBlock, feeds } = chain.deployment
  const btcUsdFeed = feeds.find(({ name }) => name === 'BTC/USD')?.proxy
  const node = await openNode({ chainId, rpcUrls: [chain.rpcUrl] })
  const store = await openStore({ dataDir })
  const stopping = new AbortController()
  const events: KeptEvent[] = []
  const waiting = new Set<() => void>()
  const source = createLiveSource({
    chainId,
    stride,
    providers: createProviders([node.client], { quorum: 1, now: clock.now }),
    clock,
    finality: FINALITY,
    pollMs: 5,
  })
  let book: Book | undefined
  let at: Hex | undefined
  let isJoined = false
  let failed: unknown
  const told = (event: KeptEvent): void => {
    events.push(event)
    if (event.kind === 'standing') {
      book = event.book
      at = event.end.hash
      isJoined = event.statuses.size > 0
    }
    if (event.kind === 'processed') {
      at = event.processed.end.hash
      isJoined = event.processed.statuses.size > 0
    }
    if (event.kind === 'rolled-back') at = event.to.hash
    if (event.kind === 'failed') failed = event.error
    for (const look of waiting) look()
  }
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (failed !== undefined) reject(failed)
        else if (holds()) resolve()
        else return
        waiting.delete(look)
      }
      waiting.add(look)
      look()
    })
  const running = keepFollowing(
    await around({
      chain: { ...node, header: (number) => readHeader(node.client, number) },
      store: {
        ...factStore(store, () => undefined),
        progress: store.progress,
      },
      markets: [{ adapter: aaveAdapter(MARKET, addressesProvider, { btcUsdFeed }), fromBlock }],
      stride: BigInt(stride),
      finality: FINALITY,
      source,
      signal: stopping.signal,
      told,
      wait: (ms) => clock.wait(ms, stopping.signal),
      now: clock.now,
    }),
  )
  const reached = (hash: Hex): Promise<void> => until(() => at === hash)
  return {
    book: () => {
      if (book === undefined) throw new Error('nothing is known yet')
      return book
    },
    store,
    events,
    reached,
    until,
    ended: running,
    async joined() {
      if (isJoined) return
      await until(() => isJoined || events.some(({ kind }) => kind === 'bootstrap-read'))
      await chain.client.mine({ blocks: stride, interval: 1 })
      await until(() => isJoined)
    },
    stop: async () => {
      stopping.abort()
      await running
      await store.close()
    },
  }
}
