import type { Address } from '../core/address.ts'
import type { FactRecord } from '../core/fact-record.ts'
import type { BtcFeedFact, OracleFact } from './oracle/facts.ts'
import { feedsOf } from './oracle/shape-feeds.ts'

/** What is known about a market's prices. */
export type KnownPricing = {
  readonly market: string
  /** All that a price is known of. */
  readonly assets: readonly Address[]
  readonly oracle: (asset: Address) => OracleFact | undefined
  readonly btcFeed: BtcFeedFact | undefined
}

/** What each asset's price was made of, as far as it is known. */
export const knownOracles = ({
  oracle: known,
  assets,
}: Pick<KnownPricing, 'oracle' | 'assets'>): ReadonlyMap<Address, OracleFact> =>
  new Map(
    assets.flatMap((asset) => {
      const oracle = known(asset)
      return oracle === undefined ? [] : [[asset, oracle] as const]
    }),
  )

/** What was known of prices that are no longer made of this, or of assets that are no longer listed. */
export function goneOracles(known: KnownPricing, records: readonly FactRecord[]): readonly FactRecord[] {
  const { market } = known
  const oracles = knownOracles(known)
  const btc = known.btcFeed?.contract
  const shapes = [...oracles.values()].flatMap(({ shape }) => feedsOf(shape).map(({ contract }) => contract))
  const feeds = new Set([...shapes, ...(btc === undefined ? [] : [btc])])
  const there = new Set(records.map(({ kind, key }) => `${kind} ${key}`))
  return [
    ...[...oracles.keys()].map((key) => ({ market, kind: 'oracle', key, value: '' })),
    ...[...feeds].map((key) => ({ market, kind: 'feed', key, value: '' })),
  ].filter(({ kind, key }) => !there.has(`${kind} ${key}`))
}
