import { setTimeout as sleep } from 'node:timers/promises'
import { openClient } from '../chain/client.ts'
import { openNode } from '../chain/node.ts'
import type { Clock } from '../chain/source/clock.ts'
import { readHeader } from '../chain/source/header.ts'
import { createLiveSource } from '../chain/source/live.ts'
import { createProviders } from '../chain/source/providers.ts'
import type { ChainConfig } from '../config/normalise.ts'
import type { SourcePort } from '../pipeline/follow/ports.ts'
import type { Kept } from '../pipeline/serve/keep-following.ts'
import type { Told } from '../pipeline/watch/event.ts'
import { aaveAdapter } from '../protocols/aave-v3/index.ts'
import type { OpenStore } from '../store/open.ts'
import { type Asked, awayAmong, requestsOf, standingOf } from './asked.ts'
import type { ConfiguredMarket } from './markets-in-scope.ts'
import { toldStore } from './told-store.ts'

/** Sources ask often and judge nodes by their answers, so one question is not repeated for long. */
const QUICK = { attempts: 2, timeoutMs: 4_000 }

const clock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
}

/** Who is told of what goes on while a chain is brought up and followed. */
export type Watcher = { readonly told: Told; readonly asks: (asked: Asked) => void }

/**
 * Opens everything that following one chain needs. State is read through the first provider that answers; which blocks
 * there are is decided by a quorum of all that do. One that is away now is asked again when the chain is opened again.
 */
export async function keptChain(
  chain: ChainConfig,
  markets: readonly ConfiguredMarket[],
  store: OpenStore,
  { told, asks }: Watcher,
): Promise<Omit<Kept, 'signal' | 'told' | 'wait'>> {
  const { clients, url, away } = await openProviders(chain, asks)
  const node = await openNode({ chainId: chain.id, rpcUrls: [url] })
  const providers = createProviders(clients, { quorum: chain.quorum, now: clock.now })
  asks({
    providers: () => [...providers.status().map((status, i) => standingOf(clients[i], status)), ...away],
    requests: () => requestsOf([node.client, ...clients]),
    node,
  })
  const source = createLiveSource({
    chainId: chain.id,
    stride: chain.stride,
    providers,
    clock,
    finality: chain.finality,
    wsUrls: chain.wsUrls,
    pollMs: 1_000,
  })
  return {
    chain: { ...node, header: (at) => readHeader(node.client, at) },
    store: { ...toldStore(store.facts, told), progress: store.progress },
    markets: markets.map(({ id, addressesProvider, fromBlock }) => ({
      adapter: aaveAdapter(id, addressesProvider),
      fromBlock,
    })),
    stride: BigInt(chain.stride),
    finality: chain.finality,
    source: source satisfies SourcePort,
    now: clock.now,
  }
}

/** The providers that answer for this chain. Fewer than the quorum are none: the first one's fault is thrown. */
async function openProviders({ id, rpcUrls, quorum }: ChainConfig, asks: Watcher['asks']) {
  const opened = await Promise.allSettled(
    rpcUrls.map(async (url) => ({ url, client: await openClient({ chainId: id, rpcUrls: [url] }, QUICK) })),
  )
  const answering = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const away = opened.find((result) => result.status === 'rejected')
  const [first] = answering
  const clients = answering.map(({ client }) => client)
  const missing = awayAmong(rpcUrls, opened)
  if (first === undefined || answering.length < quorum) {
    const there = clients.map(({ node: { url } }) => ({ name: url, head: undefined, aside: undefined }))
    asks({ providers: () => [...there, ...missing], requests: () => requestsOf(clients), node: undefined })
    throw away?.reason
  }
  return { url: first.url, clients, away: missing }
}
