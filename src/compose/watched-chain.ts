import type { ChainConfig } from '../config/normalise.ts'
import type { BlockRef } from '../core/block.ts'
import { type BookFigures, bookFigures } from '../core/book/figures.ts'
import type { StatusSubject } from '../pipeline/answers/status.ts'
import type { CheckedMarket } from '../pipeline/check-market.ts'
import { heldMarket } from '../pipeline/held-market.ts'
import type { PastBooks } from '../pipeline/past/past-books.ts'
import type { BlockAt } from '../pipeline/ports.ts'
import { afterEvent, type ChainStatus, newChainStatus } from '../pipeline/serve/chain-status.ts'
import { standingOf } from '../pipeline/standing.ts'
import { verifyHeld } from '../pipeline/verify-held.ts'
import { type AtRest, createRest, type Held } from '../pipeline/watch/at-rest.ts'
import type { Told } from '../pipeline/watch/event.ts'
import { knownRevision } from '../protocols/asking/known-revision.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Asked } from './asked.ts'
import { followLog } from './follow-log.ts'
import { countEvent } from './follow-metrics.ts'
import type { ConfiguredMarket } from './markets-in-scope.ts'
import { uiPoolOf } from './open-markets.ts'

/** A chain under watch: everything that is told of it comes together here. */
export type WatchedChain = {
  readonly told: Told
  readonly rest: AtRest
  readonly status: () => ChainStatus
  readonly subject: () => StatusSubject
  /** Requests sent for the chain since it was opened. */
  readonly requests: () => number
  /**
   * Compares what is held of one of its markets at a block with the chain, and tells of it.
   * @throws what `heldMarket` and `verifyHeld` say.
   */
  readonly verify: (market: ConfiguredMarket, at: BlockAt, sample: number) => Promise<CheckedMarket>
}

type Watching = {
  readonly chain: ChainConfig
  readonly markets: readonly ConfiguredMarket[]
  readonly asked: Asked
  /** The chain's stored facts as of past blocks. */
  readonly past: PastBooks
  readonly log: Logger
  readonly metrics: Metrics
  /** Hears every event before it changes the status. */
  readonly heard: Told
  /** Milliseconds since 1970. */
  readonly now: () => number
}

type Seen = { readonly held: Held['end']; readonly figures: BookFigures; readonly revisions: Revisions }
type Revisions = ReadonlyMap<string, number | undefined>

/** Starts watching a chain of which nothing is known yet. */
export function watchChain({
  chain,
  markets,
  asked,
  past,
  log,
  metrics,
  heard,
  now,
}: Watching): WatchedChain {
  let status = newChainStatus(
    chain.id,
    chain.name,
    markets.map(({ id }) => id),
  )
  let seen: Seen | undefined
  const told = followLog(
    log,
    (event) => {
      rest.heard(event)
      heard(event)
      countEvent(metrics, chain.name, event)
      status = afterEvent(status, event, now())
    },
    now,
  )
  const rest = createRest({
    chainId: chain.id,
    now: () => performance.now(),
    onDealt: (ms) => told({ kind: 'dealt', ms }),
  })
  const look = ({ book, end }: Held): Seen => {
    if (seen?.held.hash === end.hash) return seen
    const revisions = new Map(markets.map(({ id }) => [id, knownRevision(book, id)]))
    seen = { held: end, figures: bookFigures(book), revisions }
    return seen
  }
  return {
    told,
    rest,
    status: () => status,
    verify: async (market, at, sample) => {
      const { reader } = asked
      const standing = (block: BlockRef) =>
        standingOf(reader, block, { staleAfterSeconds: chain.staleAfterSeconds, now })
      const client = asked.client()
      const uiPool = client && uiPoolOf(client, market)
      const held = await heldMarket({ chain: reader, rest, past }, market.id, at, sample)
      const checked = await verifyHeld({ chain: reader, market, standing, uiPool }, held)
      told({ kind: 'verified', checked })
      return checked
    },
    requests: asked.requests,
    subject: () => {
      // While segments follow each other without a pause, the next answer shows what this one could not wait for.
      if (rest.glance(look) === undefined) void rest.look(look).catch(() => undefined)
      return {
        status,
        staleAfterSeconds: chain.staleAfterSeconds,
        quorum: chain.quorum,
        providers: asked.standings(),
        markets: markets.map(({ id, protocol }) => ({ id, protocol, revision: seen?.revisions.get(id) })),
        held: seen && { blockNumber: seen.held.number, figures: seen.figures },
      }
    },
  }
}
