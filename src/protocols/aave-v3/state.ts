import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { assertNever, RedlineError } from '../../core/errors.ts'
import type { LegFact } from '../../core/fact.ts'
import type { BaseValue } from '../../core/units.ts'
import type { FeedFact, OracleFact } from '../oracle/facts.ts'
import type { AaveCategory } from './category.ts'
import type { AaveFact, AaveMarketFact } from './facts.ts'
import { type Indices, projectIndices } from './interest.ts'
import type { AaveReserve } from './reserve.ts'

/** A reserve as it counts at one second: stored terms, indices with interest up to then, and the oracle's price. */
export type ValuedReserve = AaveReserve & {
  readonly indices: Indices
  /** 10 ^ decimals. */
  readonly unit: bigint
  readonly price: BaseValue | undefined
}

/** One borrower or supplier: the category and the legs whose flags are set. */
export type AaveAccount = {
  readonly account: Address
  readonly category: number
  readonly legs: readonly LegFact[]
}

/** A market at one block, ready to value accounts. */
export type AaveState = {
  readonly market: string
  readonly block: BlockRef
  readonly terms: AaveMarketFact
  readonly reserves: ReadonlyMap<Address, ValuedReserve>
  readonly categories: ReadonlyMap<number, AaveCategory>
  readonly accounts: ReadonlyMap<Address, AaveAccount>
  /** What each asset's price is made of. */
  readonly oracles: ReadonlyMap<Address, OracleFact>
  /** What the contracts that prices are made of answer. */
  readonly feeds: ReadonlyMap<Address, FeedFact>
  /** The chain's own BTC feed, one of `feeds`, where the config names one. */
  readonly btcFeed: Address | undefined
}

/**
 * Puts facts together into a market at a block, interest projected to that block's timestamp. Linear in the
 * number of facts; later facts replace earlier ones of the same subject.
 */
export function stateOf(market: string, block: BlockRef, facts: Iterable<AaveFact>): AaveState {
  const reserves = new Map<Address, AaveReserve>()
  const prices = new Map<Address, BaseValue | undefined>()
  const categories = new Map<number, AaveCategory>()
  const choices = new Map<Address, number>()
  const legs = new Map<Address, Map<Address, LegFact>>()
  const oracles = new Map<Address, OracleFact>()
  const feeds = new Map<Address, FeedFact>()
  let btcFeed: Address | undefined
  let terms: AaveMarketFact | undefined
  for (const fact of facts) {
    switch (fact.kind) {
      case 'aave-market':
        terms = fact
        break
      case 'aave-reserve':
        reserves.set(fact.asset, fact)
        break
      case 'aave-category':
        categories.set(fact.id, fact)
        break
      case 'price':
        prices.set(fact.asset, fact.price)
        break
      case 'account':
        choices.set(fact.account, fact.category)
        break
      case 'leg': {
        const own = legs.get(fact.account) ?? new Map<Address, LegFact>()
        legs.set(fact.account, own.set(fact.asset, fact))
        break
      }
      case 'oracle':
        oracles.set(fact.asset, fact)
        break
      case 'feed':
        feeds.set(fact.contract, fact)
        break
      case 'btc-feed':
        btcFeed = fact.contract
        break
      default:
        assertNever(fact)
    }
  }
  if (terms === undefined) throw new MarketUnknownError(market)
  const accounts = new Map<Address, AaveAccount>()
  for (const [account, category] of choices)
    accounts.set(account, { account, category, legs: [...(legs.get(account)?.values() ?? [])] })
  const valued = new Map<Address, ValuedReserve>()
  for (const reserve of reserves.values()) valued.set(reserve.asset, value(reserve, prices, block))
  return { market, block, terms, reserves: valued, categories, accounts, oracles, feeds, btcFeed }
}

/** The same market and accounts as they would be in another block, at the prices given and otherwise its own. */
export function projectState(
  state: AaveState,
  block: BlockRef,
  prices: ReadonlyMap<Address, BaseValue | undefined>,
): AaveState {
  const known = new Map(
    [...state.reserves].map(([asset, { price }]) => [asset, prices.has(asset) ? prices.get(asset) : price]),
  )
  const reserves = new Map<Address, ValuedReserve>()
  for (const reserve of state.reserves.values()) reserves.set(reserve.asset, value(reserve, known, block))
  return { ...state, block, reserves }
}

/** The market at the same second with these prices, and without the assets that none is given of. */
export function repriced(state: AaveState, prices: ReadonlyMap<Address, BaseValue | undefined>): AaveState {
  const reserves = new Map<Address, ValuedReserve>()
  for (const [asset, price] of prices) {
    const reserve = state.reserves.get(asset)
    if (reserve !== undefined) reserves.set(asset, { ...reserve, price })
  }
  return { ...state, reserves }
}

const value = (
  reserve: AaveReserve,
  prices: ReadonlyMap<Address, BaseValue | undefined>,
  block: BlockRef,
): ValuedReserve => ({
  ...reserve,
  indices: projectIndices(reserve, block.timestamp),
  unit: 10n ** BigInt(reserve.decimals),
  price: prices.get(reserve.asset),
})

/** Facts were put together without the one that says what market they are of. */
export class MarketUnknownError extends RedlineError {
  override readonly name = 'MarketUnknownError'
  constructor(market: string) {
    super({
      code: 'market_unknown',
      happened: `Nothing is known of the contracts of market "${market}".`,
      remedy: 'Read its terms before its accounts.',
      context: { market },
    })
  }
}
