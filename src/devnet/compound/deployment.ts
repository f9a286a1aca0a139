import type { Address } from '../../core/address.ts'

/** What one implementation of a market is built with. Rates are per year, factors and kinks 10^18. */
export type CometConfiguration = {
  readonly governor: Address
  readonly pauseGuardian: Address
  readonly baseToken: Address
  readonly baseTokenPriceFeed: Address
  readonly extensionDelegate: Address
  readonly supplyKink: bigint
  readonly supplyPerYearInterestRateSlopeLow: bigint
  readonly supplyPerYearInterestRateSlopeHigh: bigint
  readonly supplyPerYearInterestRateBase: bigint
  readonly borrowKink: bigint
  readonly borrowPerYearInterestRateSlopeLow: bigint
  readonly borrowPerYearInterestRateSlopeHigh: bigint
  readonly borrowPerYearInterestRateBase: bigint
  readonly storeFrontPriceFactor: bigint
  readonly trackingIndexScale: bigint
  readonly baseTrackingSupplySpeed: bigint
  readonly baseTrackingBorrowSpeed: bigint
  readonly baseMinForRewards: bigint
  /** Units of the base token, as the next one. */
  readonly baseBorrowMin: bigint
  readonly targetReserves: bigint
  /** In the order of their slots. */
  readonly assetConfigs: readonly CometAsset[]
}

/** A collateral's slot. */
export type CometAsset = {
  readonly asset: Address
  readonly priceFeed: Address
  readonly decimals: number
  readonly borrowCollateralFactor: bigint
  readonly liquidateCollateralFactor: bigint
  readonly liquidationFactor: bigint
  /** Units of the token; the contract keeps whole tokens. */
  readonly supplyCap: bigint
}

/** A market as it was deployed; an upgrade gives another value. */
export type DeployedComet = {
  readonly name: string
  readonly symbol: string
  /** The proxy: the address that everybody uses. */
  readonly comet: Address
  readonly implementation: Address
  /** The contract that may replace the implementation; its owner is the deployment's admin. */
  readonly proxyAdmin: Address
  readonly fromBlock: bigint
  readonly configuration: CometConfiguration
}

/** Both markets beside Aave's. */
export type DeployedComets = { readonly usdc: DeployedComet; readonly weth: DeployedComet }
