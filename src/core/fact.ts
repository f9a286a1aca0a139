import type { Address } from './address.ts'
import type { BaseValue, ScaledAmount } from './units.ts'

/** Where and since when a fact is true. */
export type FactPlace = {
  readonly chainId: number
  /** Market id of the config, for example `aave-v3-ethereum`. */
  readonly market: string
  readonly block: bigint
}

/** What one account holds and owes in one asset, without interest, as the protocol stores it. */
export type LegFact = {
  readonly kind: 'leg'
  readonly account: Address
  readonly asset: Address
  readonly collateral: ScaledAmount
  readonly debt: ScaledAmount
  /** Whether the holder lets this asset secure debt. */
  readonly collateralEnabled: boolean
}

/** An account's choice that applies to all its legs. */
export type AccountFact = {
  readonly kind: 'account'
  readonly account: Address
  /** Efficiency-mode category; 0 is none. */
  readonly category: number
}

/** The price of one whole token as the protocol's own oracle gives it; absent when the oracle gives none. */
export type PriceFact = {
  readonly kind: 'price'
  readonly asset: Address
  readonly price: BaseValue | undefined
}

/**
 * One typed statement that is true from a block on. Every protocol has legs, accounts and prices; what else it
 * needs (reserves, categories, parameters) it adds as a union of its own.
 */
export type Fact<Own extends { readonly kind: string } = never> = FactPlace &
  (LegFact | AccountFact | PriceFact | Own)
