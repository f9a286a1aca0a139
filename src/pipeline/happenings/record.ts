import { asOf, isoTime } from '../answers/as-of.ts'
import type { Meant } from './asked.ts'
import type { AnsweredChains, Moment, RecordedSince } from './ports.ts'

/** A market that is not in an answer, or not from the beginning of what was asked. */
export type Missing = {
  readonly chainId: number
  readonly market: string
  /** `bootstrapping`: it has not joined; `recorded_later`: its record begins after the moment asked for. */
  readonly reason: 'bootstrapping' | 'recorded_later'
}

/**
 * The blocks that an answer is true at and from where on each market is recorded. It is complete when every market in
 * question is recorded from `from` on; without a `from`, when every one is recorded at all.
 */
export function recordAnswer({ chains, filter }: Meant, { ends, since }: AnsweredChains) {
  const times = ends.map(({ timestamp }) => Number(timestamp))
  const missing = chains.flatMap(({ chainId, markets }) =>
    markets.flatMap((market): Missing[] => {
      const own = since.find((one) => one.chainId === chainId && one.market === market)
      if (own === undefined) return [{ chainId, market, reason: 'bootstrapping' }]
      return isRecordedFrom(own, filter.from) ? [] : [{ chainId, market, reason: 'recorded_later' }]
    }),
  )
  return {
    asOf: ends.map((end) => {
      const stale = chains.find(({ chainId }) => chainId === end.chainId)?.isStale() ?? true
      return asOf(end, { finality: end.final ? 'finalized' : 'latest', stale })
    }),
    skewSeconds: times.length === 0 ? 0 : Math.max(...times) - Math.min(...times),
    complete: missing.length === 0,
    missing,
    coverage: since
      .filter(({ chainId, market }) =>
        chains.some((chain) => chain.chainId === chainId && chain.markets.includes(market)),
      )
      .map(({ chainId, market, block, after }) => ({
        chainId,
        market,
        sinceBlock: Number(block),
        sinceTimestamp: isoTime(after),
      })),
  }
}

function isRecordedFrom({ block, after }: RecordedSince, from: Moment | undefined): boolean {
  if (from === undefined) return true
  return 'block' in from ? from.block >= block : from.time > after
}
