import type { ChainClient } from '../chain/client.ts'
import type { Node } from '../chain/node.ts'
import type { ProviderStatus } from '../chain/source/providers.ts'
import { RedlineError } from '../core/errors.ts'
import { originOf } from '../core/redact-url.ts'
import type { ProviderStanding } from '../pipeline/watch/provider-standing.ts'

/** Whom a chain asks. */
export type Asked = {
  readonly providers: () => readonly ProviderStanding[]
  /** Requests sent to all of them since they were opened. */
  readonly requests: () => number
  /** The one that state is read through; undefined while too few answer. */
  readonly node: Node | undefined
}

/** A provider's standing as the source keeps it, on the calendar instead of the source's clock. */
export function standingOf(
  client: ChainClient | undefined,
  { head, aside }: ProviderStatus,
): ProviderStanding {
  const until = aside && performance.timeOrigin + aside.until
  return { name: client?.node.url ?? '', head, aside: aside && { ...aside, until } }
}

/** The providers that did not answer when the chain was opened; they are asked again with the chain. */
export function awayAmong(
  rpcUrls: readonly string[],
  opened: readonly PromiseSettledResult<unknown>[],
): readonly ProviderStanding[] {
  return opened.flatMap((result, i) => {
    if (result.status === 'fulfilled') return []
    const { code, reason } = wordsOf(result.reason)
    return [{ name: originOf(rpcUrls[i] ?? ''), head: undefined, aside: { code, reason, until: undefined } }]
  })
}

const wordsOf = (error: unknown): { readonly code: string; readonly reason: string } =>
  error instanceof RedlineError
    ? { code: error.code, reason: error.happened }
    : { code: 'unexpected', reason: 'It could not be opened.' }

/** Requests sent through all of these. */
export const requestsOf = (clients: readonly ChainClient[]): number =>
  clients.reduce((sum, { node: { meter } }) => sum + meter.requests, 0)
