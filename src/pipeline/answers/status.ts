import type { BootstrapEvent } from '../bootstrap/events.ts'
import type { MarketStatus } from '../follow/market-status.ts'
import type { ChainStatus } from '../serve/chain-status.ts'
import { isoTime } from './as-of.ts'

/** How the service is doing, in JSON. */
export const statusAnswer = (version: string, statuses: readonly ChainStatus[], now: number) => ({
  version,
  chains: statuses.map((status) => ({
    chainId: status.chainId,
    name: status.name,
    phase: status.phase,
    blockNumber: status.end === undefined ? null : Number(status.end.number),
    blockHash: status.end?.hash ?? null,
    blockTimestamp: status.end === undefined ? null : isoTime(status.end.timestamp),
    lagSeconds:
      status.end === undefined ? null : Math.max(0, Math.round(now / 1_000) - Number(status.end.timestamp)),
    finalizedBlockNumber: status.finalized === undefined ? null : Number(status.finalized),
    stalled: status.stalled ?? null,
    failure: status.failure ?? null,
    segments: status.segments,
    rollbacks: status.rollbacks,
    markets: status.configured.map((id) => {
      const market = status.markets.get(id)
      if (market !== undefined) return { id, ...marketAnswer(market), bootstrap: null }
      return {
        id,
        state: 'joining',
        since: null,
        code: null,
        uncovered: [],
        bootstrap: bootstrapAnswer(status.bootstraps.get(id)),
      }
    }),
  })),
})

/** How far a market is that has not joined yet. */
function bootstrapAnswer(last: BootstrapEvent | undefined) {
  if (last === undefined) return { stage: 'waiting' }
  switch (last.kind) {
    case 'bootstrap-planned':
      return { stage: last.stage, done: 0, total: last.total, calls: last.calls, seconds: last.seconds }
    case 'bootstrap-advanced':
      return { stage: last.stage, done: last.done, total: last.total }
    case 'bootstrap-read':
      return { stage: 'read', accounts: last.accounts }
    case 'bootstrap-failed':
      return { stage: 'failed', code: last.code }
  }
}

const marketAnswer = (market: MarketStatus) => ({
  state: market.state,
  since: market.state === 'complete' ? null : Number(market.since),
  code: market.state === 'failing' ? market.code : null,
  uncovered: market.state === 'incomplete' ? market.subjects : [],
})
