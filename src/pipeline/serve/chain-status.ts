import type { BlockRef } from '../../core/block.ts'
import type { MarketStatus } from '../follow/market-status.ts'
import type { WatchEvent } from '../watch/event.ts'
import { type AllNotes, notesAfter } from '../watch/market-notes.ts'
import { staleReasons } from '../watch/staleness.ts'

/** How a followed chain is doing, kept up to date by what following it says. */
export type ChainStatus = {
  readonly chainId: number
  readonly name: string
  readonly phase: 'starting' | 'following' | 'failed'
  /** The last segment end that is processed and stored. */
  readonly end: BlockRef | undefined
  readonly safe: bigint | undefined
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
  /** What was seen of each market since this process runs. */
  readonly notes: AllNotes
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
  safe: undefined,
  finalized: undefined,
  stalled: undefined,
  failure: undefined,
  head: undefined,
  configured,
  markets: new Map(),
  notes: new Map(),
  segments: 0,
  rollbacks: 0,
})

/** The status after an event; `now` in ms since 1970. */
export function afterEvent(status: ChainStatus, event: WatchEvent, now: number): ChainStatus {
  return { ...changed(status, event), notes: notesAfter(status.notes, event, now) }
}

function changed(status: ChainStatus, event: WatchEvent): ChainStatus {
  switch (event.kind) {
    case 'standing':
      return {
        ...status,
        phase: 'following',
        end: event.end,
        markets: event.statuses,
        failure: undefined,
        stalled: undefined,
      }
    case 'failed':
      return { ...status, phase: 'failed', failure: event.code, stalled: undefined }
    case 'processed': {
      const { end, statuses } = event.processed
      return { ...status, phase: 'following', end, markets: statuses, segments: status.segments + 1 }
    }
    case 'safe':
      return { ...status, safe: event.number }
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
    case 'bootstrap-planned':
    case 'bootstrap-advanced':
    case 'bootstrap-read':
    case 'bootstrap-failed':
    case 'orphaned':
    case 'held-back':
    case 'unproven':
    case 'dealt':
    case 'store-error':
    case 'reconciled':
    case 'unreconciled':
    case 'verified':
      return status
  }
}

/** Whether answers about a chain are those of now: it is followed and not stale, and every market has proven its totals. */
export const isReady = (status: ChainStatus, staleAfterSeconds: number, now: number): boolean =>
  status.phase === 'following' &&
  staleReasons(status, staleAfterSeconds, now).length === 0 &&
  status.configured.every((market) => status.markets.get(market)?.state === 'complete')
