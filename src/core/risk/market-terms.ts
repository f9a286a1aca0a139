import type { Address } from '../address.ts'
import type { PricedAsset } from '../scenario/priced-asset.ts'
import type { BaseValue, Bps, TokenAmount } from '../units.ts'

/** One asset of a market, its parameters and what all accounts together have of it. */
export type AssetTerms = {
  readonly asset: Address
  readonly symbol: string
  readonly decimals: number
  readonly price: BaseValue | undefined
  readonly active: boolean
  readonly frozen: boolean
  readonly paused: boolean
  readonly ltv: Bps
  readonly liquidationThreshold: Bps
  /** Above one: 10,500 pays the liquidator 5 % over the debt repaid. */
  readonly liquidationBonus: Bps
  readonly protocolFee: Bps
  /** With interest, in token units. */
  readonly supplied: bigint
  readonly debt: bigint
  /** Bad debt that is written off and on the market's books. */
  readonly deficit: bigint
  /** In ray, as of the block's timestamp. */
  readonly supplyIndex: bigint
  readonly borrowIndex: bigint
}

/** Better terms for collateral of one kind. */
export type CategoryTerms = {
  readonly id: number
  readonly label: string
  readonly ltv: Bps
  readonly liquidationThreshold: Bps
  readonly liquidationBonus: Bps
  readonly collateral: readonly Address[]
}

/** What a market owns that takes positions over itself and sells their collateral later. */
export type AbsorbingTerms = {
  /** Base tokens that are the protocol's own; below zero where it owes more than it has. */
  readonly reserves: bigint
  /** Reserves from which on it sells nothing. */
  readonly targetReserves: bigint
  /** Whether it sells now. */
  readonly isSelling: boolean
  readonly absorbPaused: boolean
  readonly forSale: readonly {
    readonly asset: Address
    readonly symbol: string
    readonly amount: TokenAmount
    /** Below the price. */
    readonly discount: Bps
    /** What the owner of a position is credited for it when it is taken over. */
    readonly liquidationFactor: Bps
  }[]
}

/** What a book holds of a market itself. */
export type MarketTerms = {
  readonly market: string
  readonly protocol: string
  readonly revision: number
  /** The text of the fact that says whether the market's facts can be relied on; none before it joined. */
  readonly status: string | undefined
  /** Accounts that owe something. */
  readonly borrowers: number
  readonly assets: readonly AssetTerms[]
  readonly categories: readonly CategoryTerms[]
  /** Only where the market takes positions over itself. */
  readonly absorbing: AbsorbingTerms | undefined
  readonly priced: readonly PricedAsset[]
  /** The chain's BTC price as its markets' facts know it: of the configured feed, else of the legs of their prices. */
  readonly btcPrice: BaseValue | undefined
  readonly btcFeed:
    | {
        readonly contract: Address
        readonly roundId: bigint | undefined
        readonly updatedAt: bigint | undefined
      }
    | undefined
}
