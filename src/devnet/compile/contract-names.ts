const AAVE = '@aave-dao/aave-v3-origin/src/contracts'
const OPENZEPPELIN = '@openzeppelin/contracts'

/** Where solc finds our own Solidity; the folder's name inside one compilation. */
export const OWN_SOURCES = 'redline'

/** Every contract that the local chain deploys, or that a test puts beside it, and the source unit that declares it. */
export const CONTRACT_SOURCES = {
  PoolAddressesProvider: `${AAVE}/protocol/configuration/PoolAddressesProvider.sol`,
  ACLManager: `${AAVE}/protocol/configuration/ACLManager.sol`,
  PoolInstance: `${AAVE}/instances/PoolInstance.sol`,
  PoolConfiguratorInstance: `${AAVE}/instances/PoolConfiguratorInstance.sol`,
  ATokenInstance: `${AAVE}/instances/ATokenInstance.sol`,
  VariableDebtTokenInstance: `${AAVE}/instances/VariableDebtTokenInstance.sol`,
  AaveOracle: `${AAVE}/misc/AaveOracle.sol`,
  DefaultReserveInterestRateStrategyV2: `${AAVE}/misc/DefaultReserveInterestRateStrategyV2.sol`,
  AaveProtocolDataProvider: `${AAVE}/helpers/AaveProtocolDataProvider.sol`,
  UiPoolDataProviderV3: `${AAVE}/helpers/UiPoolDataProviderV3.sol`,
  LiquidationDataProvider: `${AAVE}/helpers/LiquidationDataProvider.sol`,
  Collector: `${AAVE}/treasury/Collector.sol`,
  InitializableImmutableAdminUpgradeabilityProxy: `${AAVE}/misc/aave-upgradeability/InitializableImmutableAdminUpgradeabilityProxy.sol`,
  BorrowLogic: `${AAVE}/protocol/libraries/logic/BorrowLogic.sol`,
  ConfiguratorLogic: `${AAVE}/protocol/libraries/logic/ConfiguratorLogic.sol`,
  FlashLoanLogic: `${AAVE}/protocol/libraries/logic/FlashLoanLogic.sol`,
  LiquidationLogic: `${AAVE}/protocol/libraries/logic/LiquidationLogic.sol`,
  PoolLogic: `${AAVE}/protocol/libraries/logic/PoolLogic.sol`,
  SupplyLogic: `${AAVE}/protocol/libraries/logic/SupplyLogic.sol`,
  Errors: `${AAVE}/protocol/libraries/helpers/Errors.sol`,
  TestToken: `${OWN_SOURCES}/TestToken.sol`,
  StakedEther: `${OWN_SOURCES}/StakedEther.sol`,
  UsdtToken: `${OWN_SOURCES}/UsdtToken.sol`,
  PriceAggregator: `${OWN_SOURCES}/PriceAggregator.sol`,
  AggregatorProxy: `${OWN_SOURCES}/AggregatorProxy.sol`,
  ProductFeed: `${OWN_SOURCES}/ProductFeed.sol`,
  StakedRatioFeed: `${OWN_SOURCES}/StakedRatioFeed.sol`,
  CappedRatioFeed: `${OWN_SOURCES}/CappedRatioFeed.sol`,
  CappedFeed: `${OWN_SOURCES}/CappedFeed.sol`,
  RelativeCapFeed: `${OWN_SOURCES}/RelativeCapFeed.sol`,
  FixedFeed: `${OWN_SOURCES}/FixedFeed.sol`,
  RevisedPool: `${OWN_SOURCES}/RevisedPool.sol`,
  Seeder: `${OWN_SOURCES}/Seeder.sol`,
  Comet: `${OWN_SOURCES}/Comet.sol`,
  CometExtension: `${OWN_SOURCES}/CometExtension.sol`,
  CometAssetListFactory: `${OWN_SOURCES}/CometAssetList.sol`,
  ConstantPriceFeed: `${OWN_SOURCES}/ConstantPriceFeed.sol`,
  MultiplicativePriceFeed: `${OWN_SOURCES}/MultiplicativePriceFeed.sol`,
  ReverseMultiplicativePriceFeed: `${OWN_SOURCES}/ReverseMultiplicativePriceFeed.sol`,
  RateBasedScalingPriceFeed: `${OWN_SOURCES}/RateBasedScalingPriceFeed.sol`,
  TransparentUpgradeableProxy: `${OPENZEPPELIN}/proxy/transparent/TransparentUpgradeableProxy.sol`,
  ProxyAdmin: `${OPENZEPPELIN}/proxy/transparent/ProxyAdmin.sol`,
} as const

export type ContractName = keyof typeof CONTRACT_SOURCES

/** The same names as a list, in the order above. */
export const CONTRACT_NAMES = Object.keys(CONTRACT_SOURCES) as readonly ContractName[]
