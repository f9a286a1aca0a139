import type { Address } from '../../core/address.ts'
import type { AccountFact, Fact, FactPlace } from '../../core/fact.ts'
import type { BtcFeedFact, FeedFact, OracleFact } from '../oracle/facts.ts'
import type { AaveCategory } from './category.ts'
import type { AaveReserve } from './reserve.ts'
import type { StableDebt } from './stable-debt.ts'

/** Which contracts a market consists of at a block, and by which rules they run. */
export type AaveMarketFact = {
  readonly kind: 'aave-market'
  readonly name: string
  readonly revision: number
  readonly provider: Address
  readonly pool: Address
  readonly configurator: Address
  readonly oracle: Address
  /** Listed assets in the pool's order. */
  readonly assets: readonly Address[]
  /** What categories take their prices from, where they have prices of their own. */
  readonly priceSources: readonly Address[] | undefined
  /** The second-layer sequencer guard, where the market has one, and whether it lets liquidations through now. */
  readonly sentinel: { readonly address: Address; readonly liquidationAllowed: boolean } | undefined
}

/** A reserve's terms. */
export type AaveReserveFact = { readonly kind: 'aave-reserve' } & AaveReserve
/** An efficiency-mode category's terms. */
export type AaveCategoryFact = { readonly kind: 'aave-category' } & AaveCategory

/** An account's category, and its debts at rates of their own where it has any. */
export type AaveAccountFact = AccountFact & { readonly stable?: readonly StableDebt[] | undefined }

/** Everything that Redline knows about an Aave V3 market. */
export type AaveFact =
  | Exclude<
      Fact<AaveMarketFact | AaveReserveFact | AaveCategoryFact | OracleFact | FeedFact | BtcFeedFact>,
      AccountFact
    >
  | (FactPlace & AaveAccountFact)

/** The kinds of facts that say what a market is, and nothing of its accounts. */
const TERMS: ReadonlySet<string> = new Set<AaveFact['kind']>([
  'aave-market',
  'aave-reserve',
  'aave-category',
  'price',
  'oracle',
  'feed',
  'btc-feed',
])

/** Whether a kind of record is one of a market's own, as far as the chain states them. */
export const isTerms = (kind: string): boolean => TERMS.has(kind)
