import { parseAbi } from 'viem'

/** The registry that names every contract of one Aave V3 market. */
export const addressesProviderAbi = parseAbi([
  'function getMarketId() view returns (string)',
  'function getPool() view returns (address)',
  'function getPoolConfigurator() view returns (address)',
  'function getPriceOracle() view returns (address)',
  'function getPriceOracleSentinel() view returns (address)',
])
