import { getAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import { all, type Plan } from '../plan.ts'
import { describeSource } from './describe-source.ts'
import type { BtcFeedFact, FeedFact, OracleFact } from './facts.ts'
import { readFeed } from './read-feed.ts'
import { feedsOf, type WantedFeed } from './shape-feeds.ts'

/** Whose prices are read, and what was known of them before. */
export type OracleSubject = {
  /** Finds an asset's price source; in one round, or none where that is known anyway. */
  readonly sourceOf: (asset: Address) => Plan<Address | undefined>
  readonly assets: readonly Address[]
  /** The chain's own BTC price, read beside the ones that prices are made of. */
  readonly btcUsdFeed: Address | undefined
  readonly known: ReadonlyMap<Address, OracleFact>
}

export type OracleFacts = readonly (OracleFact | FeedFact | BtcFeedFact)[]

/**
 * Reads what every asset's price is made of and what those contracts answer. That is one round as long as the sources
 * are those that were known; a new one is asked what it is made of, which takes further rounds.
 */
export function* readOracles({ sourceOf, assets, btcUsdFeed, known }: OracleSubject): Plan<OracleFacts> {
  const btc = btcUsdFeed && getAddress(btcUsdFeed)
  const expected = wanted(
    assets.map((asset) => known.get(asset)).filter((fact) => fact !== undefined),
    btc,
  )
  const parts = yield* all<OracleFact | FeedFact>([
    ...assets.map((asset) => readOracle(sourceOf(asset), asset, known.get(asset))),
    ...expected.map(readFeed),
  ])
  const oracles = parts.filter((fact) => fact.kind === 'oracle')
  const feeds = parts.filter((fact) => fact.kind === 'feed')
  const now = wanted(oracles, btc)
  const read = new Map(feeds.map((feed) => [`${feed.role} ${feed.contract}`, feed]))
  const missing = now.filter(({ role, contract }) => !read.has(`${role} ${contract}`))
  for (const feed of yield* all(missing.map(readFeed))) read.set(`${feed.role} ${feed.contract}`, feed)
  const current = now.map(({ role, contract }) => read.get(`${role} ${contract}`))
  return [{ kind: 'btc-feed', contract: btc }, ...oracles, ...current.filter((feed) => feed !== undefined)]
}

function* readOracle(
  sourceOf: Plan<Address | undefined>,
  asset: Address,
  known: OracleFact | undefined,
): Plan<OracleFact> {
  const source = yield* sourceOf
  if (known !== undefined && known.source === source) return known
  if (source === undefined) return { kind: 'oracle', asset, source, shape: { kind: 'opaque' } }
  return { kind: 'oracle', asset, source, shape: yield* describeSource(source) }
}

/** Each contract once, the first role that it has in any price. */
function wanted(oracles: readonly OracleFact[], btc: Address | undefined): readonly WantedFeed[] {
  const feeds = new Map<Address, WantedFeed>()
  const own: readonly WantedFeed[] = btc === undefined ? [] : [{ contract: btc, role: 'price' }]
  for (const feed of [...oracles.flatMap(({ shape }) => feedsOf(shape)), ...own])
    if (!feeds.has(feed.contract)) feeds.set(feed.contract, feed)
  return [...feeds.values()]
}
