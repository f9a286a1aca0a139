import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { assertNever, RedlineError } from '../../core/errors.ts'
import type { LegFact } from '../../core/fact.ts'
import type { BaseValue } from '../../core/units.ts'
import type { FeedFact, OracleFact } from '../oracle/facts.ts'
import type { AaveCategory } from './category.ts'
import type { AaveAccountFact, AaveFact, AaveMarketFact } from './facts.ts'
import { type Indices, projectIndices } from './interest.ts'
import type { AaveReserve } from './reserve.ts'
import { type RuleSet, ruleSetOf } from './revisions/rule-set.ts'
import type { StableDebt } from './stable-debt.ts'

/** A reserve as it counts at one second: stored terms, indices with interest up to then, and the oracle's price. */
export type ValuedReserve = AaveReserve & {
  readonly indices: Indices
  /** 10 ^ decimals. */
  readonly unit: bigint
  readonly price: BaseValue | undefined
}

/** A category, with the price that its reserves have in it instead of their own, where it has one. */
export type ValuedCategory = AaveCategory & { readonly price?: BaseValue | undefined }

/** One borrower or supplier: the category and the legs whose flags are set. */
export type AaveAccount = {
  readonly account: Address
  readonly category: number
  readonly legs: readonly LegFact[]
  /** Debts at rates of their own; absent for nearly everybody. */
  readonly stable?: readonly StableDebt[] | undefined
}

/** A market at one block, ready to value accounts. */
export type AaveState = {
  readonly market: string
  readonly block: BlockRef
  readonly terms: AaveMarketFact
  /** How the pool of this revision counts. */
  readonly rules: RuleSet
  readonly reserves: ReadonlyMap<Address, ValuedReserve>
  readonly categories: ReadonlyMap<number, ValuedCategory>
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
  const choices = new Map<Address, Pick<AaveAccount, 'category' | 'stable'>>()
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
        choices.set(fact.account, choiceOf(fact))
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
  for (const [account, choice] of choices)
    accounts.set(account, { account, ...choice, legs: [...(legs.get(account)?.values() ?? [])] })
  const rules = ruleSetOf(terms.revision)
  const valued = new Map<Address, ValuedReserve>()
  for (const reserve of reserves.values()) valued.set(reserve.asset, value(reserve, prices, block, rules))
  return {
    market,
    block,
    terms,
    rules,
    reserves: valued,
    categories: valuedCategories(categories, prices),
    accounts,
    oracles,
    feeds,
    btcFeed,
  }
}

const choiceOf = ({ category, stable }: AaveAccountFact): Pick<AaveAccount, 'category' | 'stable'> =>
  stable === undefined ? { category } : { category, stable }

/** Categories with what `prices` says of their price sources; the same map where none has one. */
function valuedCategories(
  categories: ReadonlyMap<number, ValuedCategory>,
  prices: ReadonlyMap<Address, BaseValue | undefined>,
): ReadonlyMap<number, ValuedCategory> {
  const all = [...categories]
  if (all.every(([, { priceSource }]) => priceSource === undefined)) return categories
  return new Map(
    all.map(([id, category]) => {
      const { priceSource } = category
      return [id, priceSource === undefined ? category : { ...category, price: prices.get(priceSource) }]
    }),
  )
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
  for (const reserve of state.reserves.values())
    reserves.set(reserve.asset, value(reserve, known, block, state.rules))
  for (const { priceSource, price } of state.categories.values())
    if (priceSource !== undefined)
      known.set(priceSource, prices.has(priceSource) ? prices.get(priceSource) : price)
  return { ...state, block, reserves, categories: valuedCategories(state.categories, known) }
}

/** The market at the same second with these prices, and without the assets that none is given of. */
export function repriced(state: AaveState, prices: ReadonlyMap<Address, BaseValue | undefined>): AaveState {
  const reserves = new Map<Address, ValuedReserve>()
  for (const [asset, price] of prices) {
    const reserve = state.reserves.get(asset)
    if (reserve !== undefined) reserves.set(asset, { ...reserve, price })
  }
  return { ...state, reserves, categories: valuedCategories(state.categories, prices) }
}

const value = (
  reserve: AaveReserve,
  prices: ReadonlyMap<Address, BaseValue | undefined>,
  block: BlockRef,
  { compound }: RuleSet,
): ValuedReserve => ({
  ...reserve,
  indices: projectIndices(reserve, block.timestamp, compound),
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
