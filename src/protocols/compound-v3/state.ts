import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { RedlineError } from '../../core/errors.ts'
import { type BaseValue, baseValue } from '../../core/units.ts'
import type { FeedFact, OracleFact } from '../oracle/facts.ts'
import type { CometAssetFact, CometBaseFact, CometFact, CometMarketFact } from './facts.ts'
import { accruedIndices, type Indices } from './interest.ts'

/** A collateral asset at one second and one price, which is in what the market counts in. */
export type ValuedAsset = Omit<CometAssetFact, 'kind'> & {
  /** 10 ^ decimals. */
  readonly unit: bigint
  readonly price: BaseValue | undefined
}

/** A market at one block, ready to value accounts. */
export type CometState = {
  readonly market: string
  readonly block: BlockRef
  readonly terms: CometMarketFact
  readonly base: CometBaseFact
  /** With interest up to the block's timestamp. */
  readonly indices: Indices
  /** 10 ^ decimals of the base token. */
  readonly baseUnit: bigint
  readonly basePrice: BaseValue | undefined
  readonly assets: ReadonlyMap<Address, ValuedAsset>
  /** USD of one of what the market counts in, 8 decimals: exactly one where that is USD. */
  readonly numeraire: BaseValue | undefined
  readonly oracles: ReadonlyMap<Address, OracleFact>
  readonly feeds: ReadonlyMap<Address, FeedFact>
  readonly btcFeed: Address | undefined
}

/** One USD as a price. */
export const ONE_USD = baseValue(10n ** 8n)

/**
 * Puts facts together into a market at a block, interest accrued to that block's timestamp; legs and accounts are left
 * where they are.
 * @throws CometUnknownError `comet_unknown` without the facts that say what the market is.
 */
export function stateOf(market: string, block: BlockRef, facts: Iterable<CometFact>): CometState {
  const assets = new Map<Address, CometAssetFact>()
  const prices = new Map<Address, BaseValue | undefined>()
  const oracles = new Map<Address, OracleFact>()
  const feeds = new Map<Address, FeedFact>()
  let [terms, base]: [CometMarketFact?, CometBaseFact?] = []
  let numeraire: BaseValue | undefined
  let btcFeed: Address | undefined
  for (const fact of facts) {
    if (fact.kind === 'comet-market') terms = fact
    else if (fact.kind === 'comet-base') base = fact
    else if (fact.kind === 'comet-asset') assets.set(fact.asset, fact)
    else if (fact.kind === 'price') prices.set(fact.asset, fact.price)
    else if (fact.kind === 'numeraire') numeraire = fact.price
    else if (fact.kind === 'oracle') oracles.set(fact.asset, fact)
    else if (fact.kind === 'feed') feeds.set(fact.contract, fact)
    else if (fact.kind === 'btc-feed') btcFeed = fact.contract
  }
  if (terms === undefined || base === undefined) throw new CometUnknownError(market)
  const valued = terms.assets.flatMap((asset) => {
    const { kind: _, ...fact } = assets.get(asset) ?? { kind: undefined }
    return 'asset' in fact
      ? [[asset, { ...fact, unit: 10n ** BigInt(fact.decimals), price: prices.get(asset) }] as const]
      : []
  })
  return {
    market,
    block,
    terms,
    base,
    indices: accruedIndices(terms, base, block.timestamp),
    baseUnit: 10n ** BigInt(terms.baseDecimals),
    basePrice: prices.get(terms.base),
    assets: new Map(valued),
    numeraire: terms.numeraireFeed === undefined ? ONE_USD : numeraire,
    oracles,
    feeds,
    btcFeed,
  }
}

/** The market at the same second with these prices, of tokens by their address and of what it counts in by its feed's. */
export function repriced(state: CometState, prices: ReadonlyMap<Address, BaseValue | undefined>): CometState {
  const { terms, numeraire } = state
  const { numeraireFeed } = terms
  return {
    ...state,
    basePrice: prices.has(terms.base) ? prices.get(terms.base) : state.basePrice,
    assets: new Map(
      [...state.assets].map(([asset, valued]) => [
        asset,
        prices.has(asset) ? { ...valued, price: prices.get(asset) } : valued,
      ]),
    ),
    numeraire:
      numeraireFeed !== undefined && prices.has(numeraireFeed) ? prices.get(numeraireFeed) : numeraire,
  }
}

/** Facts were put together without those that say what market they are of. */
export class CometUnknownError extends RedlineError {
  override readonly name = 'CometUnknownError'
  constructor(market: string) {
    super({
      code: 'comet_unknown',
      happened: `Nothing is known of the contract of market "${market}".`,
      remedy: 'Read its terms before its accounts.',
      context: { market },
    })
  }
}
