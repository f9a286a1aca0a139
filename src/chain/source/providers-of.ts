import { lateClient } from '../client.ts'
import type { HttpPolicy } from '../http-policy.ts'
import { createProviders, type ProviderSettings, type Providers } from './providers.ts'

/** A chain as it is configured: one node a URL. */
export type ConfiguredNodes = {
  readonly chainId: number
  readonly rpcUrls: readonly string[]
  readonly quorum: number
}

/**
 * The providers of a chain, all that are configured, whether they answer now or not: one that is away joins when it
 * answers, and one that turns out to be of another chain stays aside until it is of this one. No request.
 * @throws SourceError `quorum_impossible`; ChainError `rpc_unreachable` for a URL that cannot be one.
 */
export function providersOf(
  { chainId, rpcUrls, quorum }: ConfiguredNodes,
  settings: Omit<ProviderSettings, 'quorum'>,
  policy: Partial<HttpPolicy> = {},
): Providers {
  const clients = rpcUrls.map((url) => lateClient({ chainId, rpcUrls: [url] }, policy))
  return createProviders(clients, { ...settings, quorum })
}
