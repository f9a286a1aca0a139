import type { Address } from '../../core/address.ts'

/**
 * What a price source is made of, by its contracts: the part of it that stays while the source does. What the contracts
 * answer is in a `feed` fact of each. The members are those of `Composition`.
 */
export type OracleShape =
  | { readonly kind: 'feed'; readonly feed: Address }
  | {
      readonly kind: 'product'
      readonly asset: OracleShape
      readonly peg: OracleShape
      readonly unit: bigint
    }
  | { readonly kind: 'ratio'; readonly base: OracleShape; readonly ratio: Address; readonly unit: bigint }
  | { readonly kind: 'capped'; readonly of: OracleShape; readonly cap: Address }
  | {
      readonly kind: 'relative-cap'
      readonly of: OracleShape
      readonly base: OracleShape
      readonly ratio: Address
      readonly unit: bigint
    }
  | { readonly kind: 'scaled'; readonly of: OracleShape; readonly up: bigint; readonly down: bigint }
  | {
      readonly kind: 'quotient'
      readonly of: OracleShape
      readonly by: OracleShape
      readonly up: bigint
      readonly down: bigint
    }
  | { readonly kind: 'fixed'; readonly feed: Address }
  | { readonly kind: 'opaque' }

/** Where a market's oracle reads an asset's price, and what that is made of. */
export type OracleFact = {
  readonly kind: 'oracle'
  readonly asset: Address
  /** Nothing where the oracle names none, as one of another make does. */
  readonly source: Address | undefined
  readonly shape: OracleShape
}

/** What number a contract is asked for: a price, a ratio, a cap on a price, or a cap on a ratio of prices. */
export const FEED_ROLES = ['price', 'ratio', 'cap', 'cap-ratio'] as const
export type FeedRole = (typeof FEED_ROLES)[number]

/** How far a ratio may have grown: `ratio + perSecond × (now − timestamp) / scale`, the division cutting off. */
export type RatioGrowth = {
  readonly ratio: bigint
  /** Seconds since 1970. */
  readonly timestamp: bigint
  readonly perSecond: bigint
  readonly scale: bigint
}

/** What one contract that prices are made of answers at a block; what it does not answer is absent. */
export type FeedFact = {
  readonly kind: 'feed'
  readonly contract: Address
  readonly role: FeedRole
  readonly description: string | undefined
  readonly decimals: number | undefined
  readonly answer: bigint | undefined
  readonly roundId: bigint | undefined
  /** Seconds since 1970. */
  readonly updatedAt: bigint | undefined
  /** The limit of a ratio, where it has one. */
  readonly growth: RatioGrowth | undefined
}

/** Which feed states the chain's own BTC price; it is among the `feed` facts whether a price is made of it or not. */
export type BtcFeedFact = { readonly kind: 'btc-feed'; readonly contract: Address | undefined }
