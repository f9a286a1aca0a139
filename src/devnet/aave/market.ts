import { encodeFunctionData, getContractAddress, parseAbi, zeroAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import { RESERVE_SYMBOLS, type ReserveSymbol } from '../deployment.ts'
import type { DeployedPrices } from '../feeds/deploy.ts'
import type { DeploymentScript } from './script.ts'

/** Addresses of a market without reserves, and of the implementations that its reserves need. */
export type MarketContracts = {
  readonly addressesProvider: Address
  readonly pool: Address
  readonly poolConfigurator: Address
  readonly oracle: Address
  readonly aclManager: Address
  readonly protocolDataProvider: Address
  readonly uiPoolDataProvider: Address
  readonly liquidationDataProvider: Address
  readonly treasury: Address
  readonly aTokenImplementation: Address
  readonly debtTokenImplementation: Address
}

/**
 * Writes down an Aave V3.6 market that lists nothing yet. The admin gets every role. The order matters: the
 * ACL manager asks for the ACL admin when it is created, the tokens ask the pool, the data provider asks for
 * the pool's address. Pool and configurator are proxies that the addresses provider creates: its first and
 * second child.
 */
export function deployMarket(
  script: DeploymentScript,
  tokens: Readonly<Record<ReserveSymbol, Address>>,
  prices: DeployedPrices,
): MarketContracts {
  const { admin } = script
  const provider = script.deploy('PoolAddressesProvider', 'Redline local market', admin)
  const aclManager = deployRoles(script, provider)
  const assets = RESERVE_SYMBOLS.map((symbol) => tokens[symbol])
  const sources = RESERVE_SYMBOLS.map((symbol) => prices.sourceOf[symbol])
  const oracle = script.deploy('AaveOracle', provider, assets, sources, zeroAddress, zeroAddress, 10n ** 8n)
  script.call('PoolAddressesProvider', provider, 'setPriceOracle', oracle)

  for (const library of [
    'SupplyLogic',
    'BorrowLogic',
    'FlashLoanLogic',
    'LiquidationLogic',
    'PoolLogic',
  ] as const)
    script.deploy(library)
  const strategy = script.deploy('DefaultReserveInterestRateStrategyV2', provider)
  script.call(
    'PoolAddressesProvider',
    provider,
    'setPoolImpl',
    script.deploy('PoolInstance', provider, strategy),
  )
  const pool = getContractAddress({ from: provider, nonce: 1n })
  script.deploy('ConfiguratorLogic')
  script.call(
    'PoolAddressesProvider',
    provider,
    'setPoolConfiguratorImpl',
    script.deploy('PoolConfiguratorInstance'),
  )

  const dataProvider = script.deploy('AaveProtocolDataProvider', provider)
  script.call('PoolAddressesProvider', provider, 'setPoolDataProvider', dataProvider)
  const ether = prices.sourceOf.WETH
  const treasury = deployTreasury(script)
  return {
    addressesProvider: provider,
    pool,
    poolConfigurator: getContractAddress({ from: provider, nonce: 2n }),
    oracle,
    aclManager,
    protocolDataProvider: dataProvider,
    uiPoolDataProvider: script.deploy('UiPoolDataProviderV3', ether, ether),
    liquidationDataProvider: script.deploy('LiquidationDataProvider', pool, provider),
    treasury,
    aTokenImplementation: script.deploy('ATokenInstance', pool, zeroAddress, treasury),
    debtTokenImplementation: script.deploy('VariableDebtTokenInstance', pool, zeroAddress),
  }
}

function deployRoles(script: DeploymentScript, provider: Address): Address {
  script.call('PoolAddressesProvider', provider, 'setACLAdmin', script.admin)
  const manager = script.deploy('ACLManager', provider)
  script.call('PoolAddressesProvider', provider, 'setACLManager', manager)
  for (const role of ['PoolAdmin', 'EmergencyAdmin', 'RiskAdmin'])
    script.call('ACLManager', manager, `add${role}`, script.admin)
  return manager
}

/** The collector refuses to be initialised outside a proxy, as the real one does. */
function deployTreasury(script: DeploymentScript): Address {
  const implementation = script.deploy('Collector')
  const proxy = script.deploy('InitializableImmutableAdminUpgradeabilityProxy', zeroAddress)
  const initialize = encodeFunctionData({
    abi: parseAbi(['function initialize(uint256 nextStreamId, address admin)']),
    args: [100_000n, script.admin],
  })
  script.call(
    'InitializableImmutableAdminUpgradeabilityProxy',
    proxy,
    'initialize',
    implementation,
    initialize,
  )
  return proxy
}
