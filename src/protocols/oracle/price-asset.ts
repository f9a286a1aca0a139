import type { Address } from '../../core/address.ts'
import { type Composition, evaluate, type PriceLeg } from '../../core/scenario/composition.ts'
import { composedOf, type PricedAsset } from '../../core/scenario/priced-asset.ts'
import { BASE_DECIMALS, type BaseValue, type Timestamp } from '../../core/units.ts'
import { composePrice } from './compose-price.ts'
import type { FeedFact, OracleFact } from './facts.ts'

/** An asset and its price at a block, with all that was read of where it comes from. */
export type PricedSubject = {
  readonly chainId: number
  readonly asset: Address
  readonly symbol: string
  readonly price: BaseValue | undefined
  readonly oracle: OracleFact | undefined
  readonly feeds: ReadonlyMap<Address, FeedFact>
  /** The block's. */
  readonly now: Timestamp
}

/**
 * What an asset's price is made of. Where that is not known, or does not come to the price that the oracle answers, the
 * price is opaque: known by itself alone, following nothing.
 */
export function priceAsset({
  chainId,
  asset,
  symbol,
  price,
  oracle,
  feeds,
  now,
}: PricedSubject): PricedAsset {
  const found = oracle && composePrice(oracle.shape, feeds, now)
  const source = oracle?.source
  const isUnderstood = found !== undefined && (price === undefined || evaluate(found, AS_READ) === price)
  const composition = isUnderstood ? found : opaqueComposition({ symbol, source, price })
  return { chainId, asset, symbol, price, source, ...composedOf(composition) }
}

type OpaqueComposition = Extract<Composition, { kind: 'opaque' }>

/** A price whose only leg is itself. */
export function opaqueComposition({
  symbol,
  source,
  price,
}: Pick<PricedAsset, 'symbol' | 'source' | 'price'>): OpaqueComposition {
  const leg: PriceLeg = {
    name: `${symbol}/USD`,
    contract: source,
    // Without a price it is never looked at.
    answer: price ?? 0n,
    decimals: BASE_DECIMALS,
    driver: undefined,
  }
  return { kind: 'opaque', leg }
}

const answerOf = ({ answer }: PriceLeg): bigint => answer
const AS_READ = { lead: answerOf, scale: answerOf, divide: answerOf }
