import { parseAbi } from 'viem'

/** A Chainlink proxy, and what every adapter answers in its place. */
export const priceFeedAbi = parseAbi([
  'function aggregator() view returns (address)',
  'function decimals() view returns (uint8)',
  'function description() view returns (string)',
  'function latestAnswer() view returns (int256)',
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
])

/** The getters by which Aave's price adapters say what they are made of; each adapter has some of them. */
export const priceAdapterAbi = parseAbi([
  'function ASSET_TO_PEG() view returns (address)',
  'function PEG_TO_BASE() view returns (address)',
  'function BASE_TO_USD_AGGREGATOR() view returns (address)',
  'function ASSET_TO_USD_AGGREGATOR() view returns (address)',
  'function RATIO_DECIMALS() view returns (uint8)',
  'function getRatio() view returns (int256)',
  'function getSnapshotRatio() view returns (uint256)',
  'function getSnapshotTimestamp() view returns (uint256)',
  'function getMaxRatioGrowthPerSecond() view returns (uint256)',
  'function getMaxRatioGrowthPerSecondScaled() view returns (uint256)',
  'function SCALING_FACTOR() view returns (uint256)',
  'function getPriceCap() view returns (int256)',
  'function getPriceCapRatio() view returns (int256)',
  'function PRICE() view returns (int256)',
  'function price() view returns (int256)',
])

/** The getters by which Compound's price feeds say what they are made of; each has some of them. */
export const composedFeedAbi = parseAbi([
  'function constantPrice() view returns (int256)',
  'function underlyingPriceFeed() view returns (address)',
  'function rateProvider() view returns (address)',
  'function priceFeedA() view returns (address)',
  'function priceFeedB() view returns (address)',
  'function priceFeedAScale() view returns (int256)',
  'function WBTCToBTCPriceFeed() view returns (address)',
  'function BTCToUSDPriceFeed() view returns (address)',
])
