import { setTimeout as sleep } from 'node:timers/promises'
import { type ChainReader, createChainReader } from '../chain/chain-reader.ts'
import type { ChainClient } from '../chain/client.ts'
import type { Clock } from '../chain/source/clock.ts'
import type { ProviderStatus, Providers } from '../chain/source/providers.ts'
import { providersOf } from '../chain/source/providers-of.ts'
import type { ChainConfig } from '../config/normalise.ts'
import type { ProviderStanding } from '../pipeline/watch/provider-standing.ts'

/** Sources ask often and judge nodes by their answers, so one question is not repeated for long. */
const QUICK = { attempts: 2, timeoutMs: 4_000 }

/** Real time. */
export const clock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
}

/** Whom a chain asks. */
export type Asked = {
  readonly providers: Providers
  /** Which blocks there are, by quorum, and their state, from who vouched for them. */
  readonly reader: ChainReader
  readonly standings: () => readonly ProviderStanding[]
  /** Requests sent to all of them. */
  readonly requests: () => number
  /** One in good standing, for what only a single node can be asked. */
  readonly client: () => ChainClient | undefined
}

/**
 * All nodes that a chain is configured with, also those that are away now. Nothing is sent.
 * @throws SourceError `quorum_impossible`, ChainError `rpc_unreachable` for a URL that cannot be one.
 */
export function askedOf({ id: chainId, rpcUrls, quorum }: ChainConfig, signal: AbortSignal): Asked {
  const providers = providersOf({ chainId, rpcUrls, quorum }, { now: clock.now }, QUICK)
  const { clients } = providers
  return {
    providers,
    reader: createChainReader({ chainId, providers, clock, signal }),
    standings: () => providers.status().map((status, i) => standingOf(clients[i], status)),
    requests: () => clients.reduce((sum, { node: { meter } }) => sum + meter.requests, 0),
    client: () => providers.candidates().regular[0]?.client ?? clients[0],
  }
}

/** A provider's standing as the source keeps it, on the calendar instead of the source's clock. */
function standingOf(client: ChainClient | undefined, { head, aside }: ProviderStatus): ProviderStanding {
  const until = aside && performance.timeOrigin + aside.until
  return { name: client?.node.url ?? '', head, aside: aside && { ...aside, until } }
}
