import { parseAbi } from 'viem'

/** AaveOracle: prices in the market's base currency, and the contract that each is read from. */
export const oracleAbi = parseAbi([
  'function BASE_CURRENCY_UNIT() view returns (uint256)',
  'function getAssetPrice(address asset) view returns (uint256)',
  'function getSourceOfAsset(address asset) view returns (address)',
])

/** The sequencer guard that some second-layer markets have. */
export const oracleSentinelAbi = parseAbi(['function isLiquidationAllowed() view returns (bool)'])
