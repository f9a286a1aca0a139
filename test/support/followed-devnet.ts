import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Node, openNode } from '../../src/chain/node.ts'
import type { Clock } from '../../src/chain/source/clock.ts'
import { readHeader } from '../../src/chain/source/header.ts'
import { createLiveSource } from '../../src/chain/source/live.ts'
import { createProviders } from '../../src/chain/source/providers.ts'
import type { Hex } from '../../src/core/address.ts'
import { type Book, createBook } from '../../src/core/book/book.ts'
import type { Devnet } from '../../src/devnet/devnet.ts'
import { bootstrap } from '../../src/pipeline/bootstrap/bootstrap.ts'
import { type FollowEvent, follow } from '../../src/pipeline/follow/follow.ts'
import type { Followed } from '../../src/pipeline/follow/process-segment.ts'
import { aaveAdapter } from '../../src/protocols/aave-v3/index.ts'
import { type OpenStore, openStore } from '../../src/store/open.ts'

const MARKET = 'devnet'

export const clock: Clock = {
  now: () => performance.now(),
  wait: async (ms, signal) => {
    await sleep(ms, undefined, { signal }).catch(() => undefined)
  },
}

/** Redline following a local chain into a store of its own. */
export type FollowedDevnet = {
  readonly book: Book
  readonly store: OpenStore
  readonly events: readonly FollowEvent[]
  /** Resolves when the last processed segment ends at this block. */
  readonly reached: (hash: Hex) => Promise<void>
  /** Ends following and closes the store, as a shutdown does. */
  readonly stop: () => Promise<void>
}

/** A folder for a store, removed by the returned function. */
export async function storeFolder(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'redline-store-'))
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) }
}

/** Starts from the store where it holds something, else from the chain. */
export async function followDevnet(devnet: Devnet, dataDir: string, stride = 1): Promise<FollowedDevnet> {
  const { chainId } = devnet.deployment
  const node = await openNode({ chainId, rpcUrls: [devnet.rpcUrl] })
  const store = await openStore({ dataDir })
  const adapters = [aaveAdapter(MARKET, devnet.deployment.addressesProvider)]
  const { book, after, tail } = await stand(node, store, devnet, adapters, stride)
  const followed: Followed = { chain: node, book, store: store.facts, adapters }
  const stopping = new AbortController()
  const events: FollowEvent[] = []
  const waiting = new Set<() => void>()
  const source = createLiveSource({
    chainId,
    stride,
    providers: createProviders([node.client], { quorum: 1, now: clock.now }),
    clock,
    finality: 64,
    pollMs: 5,
  })
  let failed: unknown
  const told = (event: FollowEvent) => {
    events.push(event)
    for (const look of waiting) look()
  }
  const running = follow({
    ...followed,
    source,
    after,
    tail,
    signal: stopping.signal,
    wait: (ms) => clock.wait(ms, stopping.signal),
    told,
  }).catch((error: unknown) => {
    failed = error
    for (const look of waiting) look()
  })
  let at: Hex = after.hash
  const where = (): Hex => {
    const last = events.findLast(({ kind }) => kind === 'processed' || kind === 'rolled-back')
    if (last?.kind === 'processed') at = last.processed.end.hash
    if (last?.kind === 'rolled-back') at = last.to.hash
    return at
  }
  return {
    book,
    store,
    events,
    reached: (hash) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (failed !== undefined) reject(failed)
          else if (where() === hash) resolve()
          else return
          waiting.delete(look)
        }
        waiting.add(look)
        look()
      }),
    stop: async () => {
      stopping.abort()
      await running
      await store.close()
    },
  }
}

async function stand(
  node: Node,
  store: OpenStore,
  { deployment }: Devnet,
  adapters: Followed['adapters'],
  stride: number,
) {
  const book = createBook(deployment.chainId)
  const standing = await store.facts.load(deployment.chainId, (page) => book.apply(page))
  if (standing.last !== undefined) return { book, after: standing.last, tail: standing.tail }
  const [adapter] = adapters
  if (adapter === undefined) throw new Error('no market')
  const started = await bootstrap({
    chain: { ...node, header: (at) => readHeader(node.client, at) },
    store: { ...store.facts, progress: store.progress },
    markets: [{ adapter, fromBlock: deployment.fromBlock }],
    stride: BigInt(stride),
    progress: () => {},
    pause: () => sleep(5),
  })
  return { book: started.book, after: started.start, tail: [started.start] }
}
