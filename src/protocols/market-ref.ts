import type { Address } from '../core/address.ts'

type AnyMarket = {
  /** As the config names it. */
  readonly id: string
  /** The first block that can hold a debt in it. */
  readonly fromBlock: bigint
  /** The chain's own BTC price, read with every market on it. */
  readonly btcUsdFeed?: Address | undefined
}

/** An Aave V3 market as the config names it. */
export type AaveMarketRef = AnyMarket & { readonly protocol: 'aave-v3'; readonly addressesProvider: Address }

/** A Compound III market as the config names it. */
export type CometMarketRef = AnyMarket & {
  readonly protocol: 'compound-v3'
  readonly comet: Address
  /** States in USD what the market counts in, where that is not USD. */
  readonly numeraireUsdFeed?: Address | undefined
}

/** A market that this version can read. */
export type MarketRef = AaveMarketRef | CometMarketRef
