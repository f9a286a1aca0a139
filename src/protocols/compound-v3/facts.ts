import type { Address } from '../../core/address.ts'
import type { Fact } from '../../core/fact.ts'
import type { BaseValue, Timestamp, TokenAmount } from '../../core/units.ts'
import type { BtcFeedFact, FeedFact, OracleFact } from '../oracle/facts.ts'
import type { Factor, Principal } from './units.ts'

/** Interest a second by utilisation, the latter 18 decimals: `base + low × min(u, kink) + high × max(0, u − kink)`. */
export type RateCurve = {
  readonly kink: Factor
  readonly base: Factor
  readonly low: Factor
  readonly high: Factor
}

/** What the code of a Comet says of its market: it changes with an upgrade of the proxy only. */
export type CometMarketFact = {
  readonly kind: 'comet-market'
  readonly comet: Address
  /** Of the wrapped base token, such as cUSDCv3. */
  readonly symbol: string
  readonly base: Address
  readonly baseSymbol: string
  readonly baseDecimals: number
  readonly baseFeed: Address
  /** States in USD what the market counts in; absent where it counts in USD itself. */
  readonly numeraireFeed: Address | undefined
  /** Collateral in the order of its bits. */
  readonly assets: readonly Address[]
  readonly supplyRate: RateCurve
  readonly borrowRate: RateCurve
  /** Share of the liquidation penalty that buyers of collateral get. */
  readonly storeFrontPriceFactor: Factor
  /** Reserves from which on no collateral is sold. */
  readonly targetReserves: TokenAmount
  readonly baseBorrowMin: TokenAmount
}

/** What of a market changes with use. */
export type CometBaseFact = {
  readonly kind: 'comet-base'
  /** As stored at `lastAccrual`; 15 decimals. */
  readonly supplyIndex: bigint
  readonly borrowIndex: bigint
  readonly totalSupply: Principal
  readonly totalBorrow: Principal
  readonly lastAccrual: Timestamp
  /** Base tokens that lie in the contract. */
  readonly balance: TokenAmount
  readonly supplyPaused: boolean
  readonly transferPaused: boolean
  readonly withdrawPaused: boolean
  readonly absorbPaused: boolean
  readonly buyPaused: boolean
}

/** One collateral asset. */
export type CometAssetFact = {
  readonly kind: 'comet-asset'
  readonly asset: Address
  readonly symbol: string
  readonly decimals: number
  /** Its bit among an account's assets. */
  readonly offset: number
  readonly feed: Address
  /** What counts for borrowing more. */
  readonly borrowFactor: Factor
  /** What counts for not being liquidated. */
  readonly liquidateFactor: Factor
  /** What the owner is credited for it in a liquidation. */
  readonly liquidationFactor: Factor
  readonly supplyCap: TokenAmount
  /** What all accounts have of it. */
  readonly total: TokenAmount
  /** What lies in the contract; above `total` it is for sale. */
  readonly balance: TokenAmount
}

/** What one contract that prices are made of answers, and the price of what the market counts in, where that is not USD. */
export type CometNumeraireFact = {
  readonly kind: 'numeraire'
  /** USD of one, 8 decimals. */
  readonly price: BaseValue | undefined
}

/** Everything that Redline knows about a Compound III market. Its `price` facts are in what the market counts in. */
export type CometFact = Fact<
  CometMarketFact | CometBaseFact | CometAssetFact | CometNumeraireFact | OracleFact | FeedFact | BtcFeedFact
>

const TERMS: ReadonlySet<string> = new Set<CometFact['kind']>([
  'comet-market',
  'comet-base',
  'comet-asset',
  'numeraire',
  'price',
  'oracle',
  'feed',
  'btc-feed',
])

/** Whether a kind of record is one of a market's own, as far as the chain states them. */
export const isTerms = (kind: string): boolean => TERMS.has(kind)
