import type { Address } from '../core/address.ts'

/** One figure as Redline has it and as the chain states it itself. */
export type Compared = {
  readonly subject: Address
  readonly figure: string
  readonly redline: bigint
  readonly chain: bigint
}

/** All figures that were compared in a market. */
export type MarketComparison = {
  readonly figures: readonly Compared[]
  /** Accounts without a price for some asset, of which nothing can be said. */
  readonly unvalued: readonly Address[]
}
