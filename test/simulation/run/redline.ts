import { readBlock } from '../../../src/chain/block.ts'
import { type ChainClient, openClient } from '../../../src/chain/client.ts'
import type { Post } from '../../../src/chain/http-post.ts'
import { scanLogs } from '../../../src/chain/log-scanner.ts'
import type { Source } from '../../../src/chain/source/events.ts'
import { readHeader } from '../../../src/chain/source/header.ts'
import { type Announcer, createLiveSource } from '../../../src/chain/source/live.ts'
import { createProviders } from '../../../src/chain/source/providers.ts'
import { runPlan } from '../../../src/chain/state-reader.ts'
import { type Kept, keepFollowing } from '../../../src/pipeline/serve/keep-following.ts'
import type { Adapter } from '../../../src/protocols/adapter.ts'
import type { Life } from './life.ts'

/** The places where a fault of Redline's own can be put between two of its parts. */
export type Seams = {
  readonly source: (source: Source) => Source
  readonly store: (store: Kept['store']) => Kept['store']
  readonly chain: (chain: Kept['chain']) => Kept['chain']
  readonly quorum: (quorum: number) => number
}

/** No fault but those that Redline has. */
export const UNTOUCHED: Seams = {
  source: (source) => source,
  store: (store) => store,
  chain: (chain) => chain,
  quorum: (quorum) => quorum,
}

/** What one process of Redline runs with. */
export type RedlineParts = {
  readonly life: Life
  readonly chainId: number
  /** The ways to the nodes. State is read through the one at `reader`. */
  readonly posts: readonly Post[]
  readonly reader: number
  readonly quorum: number
  readonly store: Kept['store']
  readonly markets: readonly { readonly adapter: Adapter; readonly fromBlock: bigint }[]
  readonly stride: number
  readonly finality: 'tag' | number
  readonly chunkBlocks: number
  readonly announcers: readonly Announcer[]
  readonly signal: AbortSignal
  readonly told: Kept['told']
  readonly seams: Seams
}

/** Runs Redline as `serve` does, until the signal ends it. Everything it does is real but the wire and the time. */
export async function runRedline(parts: RedlineParts): Promise<void> {
  const { life, chainId, posts, store, stride, seams, signal, told } = parts
  const clients = await Promise.all(posts.map((post) => openPatiently(parts, post)))
  const client = await openPatiently(parts, posts[parts.reader] ?? posts[0])
  const providers = createProviders(clients, {
    quorum: seams.quorum(parts.quorum),
    now: life.clock.now,
    longestProbationMs: 60_000,
  })
  const source = createLiveSource({
    chainId,
    stride,
    providers,
    clock: life.clock,
    finality: parts.finality,
    announcers: parts.announcers,
    pollMs: 3_000,
    chunkBlocks: parts.chunkBlocks,
  })
  await keepFollowing({
    chain: seams.chain({
      chainId,
      block: (at) => readBlock(client, at),
      read: (plan, block) => runPlan(client, plan, block),
      logs: (filter) => scanLogs(client, filter),
      header: (at) => readHeader(client, at),
    }),
    store: seams.store(store),
    markets: parts.markets,
    stride: BigInt(stride),
    source: seams.source(source),
    signal,
    told: (event) => {
      if (!life.isOver()) told(event)
    },
    wait: (ms) => life.clock.wait(ms, signal),
    now: life.clock.now,
    finality: parts.finality,
  })
}

/** A node that is away at the start is asked again, as a process is started again. */
async function openPatiently(parts: RedlineParts, post: Post | undefined): Promise<ChainClient> {
  const { life, chainId, signal } = parts
  if (post === undefined) throw new Error('no node')
  for (;;) {
    try {
      return await openClient(
        { chainId, rpcUrls: ['http://node.invalid'] },
        {
          attempts: 2,
          timeoutMs: 4_000,
          sleep: life.sleep,
          post: (url, message, limits) => life.heard(post(url, message, limits)),
        },
      )
    } catch (error) {
      if (signal.aborted) throw error
      await life.sleep(1_000)
    }
  }
}
