import type { BookFigures } from '../../core/book/figures.ts'
import type { ChainStatus } from '../serve/chain-status.ts'
import { type ProviderStanding, quorumHead } from '../watch/provider-standing.ts'
import { staleReasons } from '../watch/staleness.ts'
import { isoTime } from './as-of.ts'
import { type MarketSubject, marketStatusAnswer } from './market-status.ts'

/** A chain as the status tells of it: what was heard of it, and what the config says. */
export type StatusSubject = {
  readonly status: ChainStatus
  readonly staleAfterSeconds: number
  readonly quorum: number
  readonly providers: readonly ProviderStanding[]
  readonly markets: readonly MarketSubject[]
  /** What the book held when it was last at rest. */
  readonly held: { readonly blockNumber: bigint; readonly figures: BookFigures } | undefined
}

/** How the service is doing, in JSON; `now` in ms since 1970. */
export const statusAnswer = (version: string, subjects: readonly StatusSubject[], now: number) => ({
  version,
  chains: subjects.map((subject) => chainAnswer(subject, now)),
})

function chainAnswer(subject: StatusSubject, now: number) {
  const { status, staleAfterSeconds, quorum, providers, markets, held } = subject
  const { end, safe, finalized } = status
  const head = status.head ?? quorumHead(providers, quorum)
  const reasons = staleReasons(status, staleAfterSeconds, now)
  return {
    chainId: status.chainId,
    name: status.name,
    phase: status.phase,
    blockNumber: count(end?.number),
    blockHash: end?.hash ?? null,
    blockTimestamp: end === undefined ? null : isoTime(end.timestamp),
    headBlockNumber: count(head),
    safeBlockNumber: count(safe),
    finalizedBlockNumber: count(finalized),
    lagBlocks: head === undefined || end === undefined ? null : Math.max(0, Number(head - end.number)),
    lagSeconds: end === undefined ? null : Math.max(0, Math.round(now / 1_000) - Number(end.timestamp)),
    stale: reasons.length > 0,
    staleReasons: [...reasons],
    stalled: status.stalled ?? null,
    failure: status.failure ?? null,
    agreement: quorum === 1 ? ('single' as const) : ('quorum' as const),
    quorum,
    providers: providers.map(providerAnswer),
    segments: status.segments,
    rollbacks: status.rollbacks,
    book:
      held === undefined
        ? null
        : {
            blockNumber: Number(held.blockNumber),
            bookHash: held.figures.hash,
            positions: held.figures.accounts,
            legs: held.figures.legs,
          },
    markets: markets.map((market) =>
      marketStatusAnswer(market, status, held?.figures.markets.get(market.id)),
    ),
  }
}

const providerAnswer = ({ name, head, aside }: ProviderStanding) => ({
  name,
  headBlockNumber: count(head),
  standing: aside === undefined ? ('good' as const) : ('aside' as const),
  aside:
    aside === undefined
      ? null
      : {
          code: aside.code,
          reason: aside.reason,
          until: aside.until === undefined ? null : new Date(aside.until).toISOString(),
        },
})

const count = (number: bigint | undefined): number | null => (number === undefined ? null : Number(number))
