import type { Address } from '../core/address.ts'

/** The reserves of the local Aave market. */
export const RESERVE_SYMBOLS = ['WBTC', 'cbBTC', 'WETH', 'wstETH', 'LINK', 'USDC', 'USDT', 'DAI'] as const
export type ReserveSymbol = (typeof RESERVE_SYMBOLS)[number]

/** The legs that the market's oracles are composed of; each is an aggregator of its own that can be set. */
export const FEED_NAMES = [
  'BTC/USD',
  'WBTC/BTC',
  'ETH/USD',
  'LINK/USD',
  'USDC/USD',
  'USDT/USD',
  'DAI/USD',
] as const
export type FeedName = (typeof FEED_NAMES)[number]

/** One listed reserve: its contracts and what the pool reads its price from. */
export type DeployedReserve = {
  readonly symbol: ReserveSymbol
  readonly id: number
  readonly decimals: number
  readonly underlying: Address
  readonly aToken: Address
  readonly variableDebtToken: Address
  /** What AaveOracle asks: an aggregator proxy, or an adapter that composes two legs. */
  readonly priceSource: Address
}

/** One price leg: the proxy that consumers read, and the aggregator behind it that emits the events. */
export type DeployedFeed = {
  readonly name: FeedName
  readonly decimals: number
  readonly proxy: Address
  readonly aggregator: Address
}

/** Every address of a freshly deployed local market. */
export type Deployment = {
  readonly chainId: number
  /** Deployer, market owner, every admin role, and owner of the feeds; unlocked on the local chain. */
  readonly admin: Address
  /** First block that holds any of the contracts. */
  readonly fromBlock: bigint
  readonly addressesProvider: Address
  readonly pool: Address
  readonly poolConfigurator: Address
  readonly oracle: Address
  readonly aclManager: Address
  readonly protocolDataProvider: Address
  readonly uiPoolDataProvider: Address
  readonly liquidationDataProvider: Address
  readonly treasury: Address
  /** Moves tokens in for many accounts in one transaction (test money, minted on demand). */
  readonly seeder: Address
  readonly reserves: readonly DeployedReserve[]
  readonly feeds: readonly DeployedFeed[]
  /** Efficiency-mode category ids. */
  readonly eModes: { readonly bitcoin: number; readonly ether: number }
}
