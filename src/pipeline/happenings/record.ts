import { RedlineError } from '../../core/errors.ts'
import { type AsOf, asOf, isoTime, type Missing } from '../answers/as-of.ts'
import { JOINED_BY } from '../follow/market-identity.ts'
import { type AskedHappenings, type Meant, meantBy } from './asked.ts'
import type {
  AnsweredChains,
  HappeningStorePort,
  Moment,
  PinnedEnd,
  RecordedChain,
  RecordedSince,
} from './ports.ts'

/** Where happenings are looked up. */
export type HappeningRecord = {
  readonly store: HappeningStorePort
  readonly chains: readonly RecordedChain[]
}

/** From where on a market is recorded. */
export type Coverage = {
  readonly chainId: number
  readonly market: string
  readonly sinceBlock: number
  readonly sinceTimestamp: string
}

/** What an answer about happenings rests on. */
export type Extent = {
  /** The last block of each chain that is in the answer. */
  readonly asOf: readonly AsOf[]
  readonly missing: readonly Missing[]
  readonly coverage: readonly Coverage[]
}

/**
 * The blocks that an answer goes up to, the last ones or those of an earlier answer, and from where on each market is
 * recorded. Missing is a market that is not recorded yet (`bootstrapping`), or not from `from` on (`recorded_later`).
 * @throws what `meantBy` says; RedlineError `block_reorged` where a pinned block has left its chain.
 */
export async function recordExtent(
  { store, chains }: HappeningRecord,
  asked: AskedHappenings,
  pinned: readonly PinnedEnd[] | undefined,
): Promise<Extent> {
  const meant = meantBy(asked, chains)
  const chainIds = meant.chains.map(({ chainId }) => chainId)
  return extentOf(meant, await store.extent({ chainIds, pinned, joinedBy: JOINED_BY }).catch(reorged))
}

function extentOf({ chains, filter }: Meant, { ends, since }: AnsweredChains): Extent {
  const recorded = chains.flatMap(({ chainId, markets }) =>
    markets.map((market) => ({
      chainId,
      market,
      since: since.find((one) => one.chainId === chainId && one.market === market),
    })),
  )
  return {
    asOf: chains.flatMap(({ chainId, agreement, isStale }) =>
      ends
        .filter((end) => end.chainId === chainId)
        .map((end) =>
          asOf(end, { finality: end.final ? 'finalized' : 'latest', agreement, stale: isStale() }),
        ),
    ),
    missing: recorded.flatMap(({ chainId, market, since: own }): Missing[] => {
      if (own !== undefined && isRecordedFrom(own, filter.from)) return []
      const reason = own === undefined ? 'bootstrapping' : 'recorded_later'
      return [{ chainId, market, reason, lastDebtUsd: null, since: null }]
    }),
    coverage: recorded.flatMap(({ chainId, market, since: own }) =>
      own === undefined
        ? []
        : [{ chainId, market, sinceBlock: Number(own.block), sinceTimestamp: isoTime(own.after) }],
    ),
  }
}

function isRecordedFrom({ block, after }: RecordedSince, from: Moment | undefined): boolean {
  if (from === undefined) return true
  return 'block' in from ? from.block >= block : from.time > after
}

function reorged(error: unknown): never {
  if (!(error instanceof RedlineError) || error.code !== 'chain_moved') throw error
  const { chainId, number, now } = error.context
  throw new RedlineError({
    code: 'block_reorged',
    happened: error.happened,
    remedy: 'Ask for the blocks that are there now.',
    context: { chainId, number, replacement: now },
    cause: error,
  })
}
