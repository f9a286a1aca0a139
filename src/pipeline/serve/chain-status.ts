import type { BlockRef } from '../../core/block.ts'
import type { BootstrapEvent } from '../bootstrap/events.ts'
import type { MarketStatus } from '../follow/market-status.ts'
import type { KeptEvent } from './keep-following.ts'

/** How a followed chain is doing, kept up to date by what following it says. */
export type ChainStatus = {
  readonly chainId: number
  readonly name: string
  readonly phase: 'starting' | 'following' | 'failed'
  /** The last segment end that is processed and stored. */
  readonly end: BlockRef | undefined
  readonly finalized: bigint | undefined
  /** Why the chain does not advance; undefined while it does. */
  readonly stalled: { readonly code: string; readonly reason: string } | undefined
  /** Code of what ended the last try; undefined while following. */
  readonly failure: string | undefined
  readonly head: bigint | undefined
  /** Ids of the markets that are to be followed. */
  readonly configured: readonly string[]
  /** Those that have joined. */
  readonly markets: ReadonlyMap<string, MarketStatus>
  /** The last word on those that are brought up, and on how those that have joined were. */
  readonly bootstraps: ReadonlyMap<string, BootstrapEvent>
  readonly segments: number
  readonly rollbacks: number
}

/** A chain of which nothing is known yet. */
export const newChainStatus = (
  chainId: number,
  name: string,
  configured: readonly string[],
): ChainStatus => ({
  chainId,
  name,
  phase: 'starting',
  end: undefined,
  finalized: undefined,
  stalled: undefined,
  failure: undefined,
  head: undefined,
  configured,
  markets: new Map(),
  bootstraps: new Map(),
  segments: 0,
  rollbacks: 0,
})

/** The status after an event. */
export function afterEvent(status: ChainStatus, event: KeptEvent): ChainStatus {
  switch (event.kind) {
    case 'bootstrap-planned':
    case 'bootstrap-advanced':
    case 'bootstrap-read':
    case 'bootstrap-failed':
      return { ...status, bootstraps: new Map([...status.bootstraps, [event.market, event]]) }
    case 'standing':
      return { ...status, phase: 'following', end: event.end, markets: event.statuses, failure: undefined }
    case 'failed':
      return { ...status, phase: 'failed', failure: event.code }
    case 'processed': {
      const { end, statuses } = event.processed
      return { ...status, phase: 'following', end, markets: statuses, segments: status.segments + 1 }
    }
    case 'orphaned':
    case 'held-back':
      return status
    case 'head':
      return { ...status, head: event.number }
    case 'rolled-back':
      return { ...status, end: event.to, rollbacks: status.rollbacks + 1 }
    case 'finalized':
      return { ...status, finalized: event.number }
    case 'stalled':
      return { ...status, stalled: { code: event.code, reason: event.reason } }
    case 'resumed':
      return { ...status, stalled: undefined }
  }
}

/** Whether answers can be given: every chain follows, advances, and every market has proven its totals. */
export const isReady = (statuses: readonly ChainStatus[]): boolean =>
  statuses.every(
    ({ phase, stalled, configured, markets }) =>
      phase === 'following' &&
      stalled === undefined &&
      configured.every((market) => markets.get(market)?.state === 'complete'),
  )
