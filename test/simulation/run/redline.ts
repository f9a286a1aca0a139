import { createChainReader } from '../../../src/chain/chain-reader.ts'
import type { Post } from '../../../src/chain/http-post.ts'
import { createCatchingUpSource } from '../../../src/chain/source/catching-up.ts'
import type { Source } from '../../../src/chain/source/events.ts'
import type { Announcer } from '../../../src/chain/source/live.ts'
import { providersOf } from '../../../src/chain/source/providers-of.ts'
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
  /** The ways to the nodes. */
  readonly posts: readonly Post[]
  readonly quorum: number
  readonly store: Kept['store']
  readonly markets: readonly { readonly adapter: Adapter; readonly fromBlock: bigint }[]
  readonly stride: number
  readonly finality: 'tag' | number
  readonly chunkBlocks: number
  readonly farBlocks: number
  readonly announcers: readonly Announcer[]
  readonly signal: AbortSignal
  readonly told: Kept['told']
  readonly seams: Seams
}

/** Runs Redline as `serve` does, until the signal ends it. Everything it does is real but the wire and the time. */
export async function runRedline(parts: RedlineParts): Promise<void> {
  const { life, chainId, posts, store, stride, seams, signal, told } = parts
  const { clock } = life
  const urls = posts.map((_, i) => `http://node-${i}.invalid`)
  const providers = providersOf(
    { chainId, rpcUrls: urls, quorum: seams.quorum(parts.quorum) },
    { now: clock.now, longestProbationMs: 60_000 },
    {
      attempts: 2,
      timeoutMs: 4_000,
      sleep: life.sleep,
      post: (url, message, limits) => {
        const post = posts[urls.indexOf(url)]
        if (post === undefined) throw new Error(`nobody is at ${url}`)
        return life.heard(post(url, message, limits))
      },
    },
  )
  const source = createCatchingUpSource({
    chainId,
    stride,
    providers,
    clock,
    finality: parts.finality,
    announcers: parts.announcers,
    pollMs: 3_000,
    chunkBlocks: parts.chunkBlocks,
    farBlocks: parts.farBlocks,
  })
  await keepFollowing({
    chain: seams.chain(createChainReader({ chainId, providers, clock, signal })),
    store: seams.store(store),
    markets: parts.markets,
    stride: BigInt(stride),
    source: seams.source(source),
    signal,
    told: (event) => {
      if (!life.isOver()) told(event)
    },
    wait: (ms) => clock.wait(ms, signal),
    now: clock.now,
    finality: parts.finality,
  })
}
