import type { Address } from '../../core/address.ts'
import { legsOf, type PriceLeg } from '../../core/scenario/composition.ts'
import type { PricedAsset } from '../../core/scenario/priced-asset.ts'
import { agreedPrice } from '../../core/scenario/reference.ts'
import type { BaseValue } from '../../core/units.ts'
import { legAt } from './compose-price.ts'
import type { FeedFact } from './facts.ts'

/** What one market knows of BTC's price on its chain. */
export type BtcWitness = {
  readonly btcFeed: Address | undefined
  readonly feeds: ReadonlyMap<Address, FeedFact>
  readonly assets: readonly PricedAsset[]
}

/**
 * A chain's BTC price at a block, USD with 8 decimals: what its configured feed answers; where none is configured, the
 * BTC/USD leg that the prices of all its markets are made of. Unknown where the feed is silent, or the legs disagree:
 * another price in its place would be taken for the same.
 */
export function referenceBtcPrice(witnesses: readonly BtcWitness[]): BaseValue | undefined {
  const configured = witnesses.filter(({ btcFeed }) => btcFeed !== undefined)
  const legs = configured.length > 0 ? configured.map(configuredLeg) : witnesses.flatMap(marketLegs)
  return legs.includes(undefined)
    ? undefined
    : agreedPrice(
        legs.filter((leg) => leg !== undefined),
        BTC,
      )
}

const BTC = 'BTC/USD'

function configuredLeg({ btcFeed, feeds }: BtcWitness): PriceLeg | undefined {
  const leg = btcFeed && legAt(feeds, btcFeed)
  // The config says what it is; its description does not have to.
  return leg && { ...leg, name: BTC }
}

const marketLegs = ({ assets }: BtcWitness): readonly PriceLeg[] =>
  assets.flatMap(({ composition }) => (composition.kind === 'opaque' ? [] : legsOf(composition)))
