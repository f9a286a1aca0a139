import {
  type AbiFunction,
  type AbiParameter,
  getAddress,
  getContractAddress,
  parseAbi,
  zeroAddress,
} from 'viem'
import type { Address } from '../../../src/core/address.ts'
import { parseDecimal } from '../../../src/core/decimal.ts'
import { ONE_IN_BPS } from '../../../src/core/units.ts'
import {
  E_MODES,
  INITIAL_PRICES,
  INITIAL_STAKED_RATIO,
  LIQUIDATION_PROTOCOL_FEE,
  RESERVE_PARAMETERS,
  type ReserveParameters,
} from '../../../src/devnet/aave/parameters.ts'
import { encodeRates } from '../../../src/devnet/aave/reserves.ts'
import { type DeploymentScript, deploymentScript } from '../../../src/devnet/aave/script.ts'
import { deployTokens } from '../../../src/devnet/aave/tokens.ts'
import type { DevnetClient } from '../../../src/devnet/client.ts'
import { mineSuccessfully } from '../../../src/devnet/client-transactions.ts'
import type { Artifacts } from '../../../src/devnet/compile/artifacts.ts'
import { type Deployment, RESERVE_SYMBOLS, type ReserveSymbol } from '../../../src/devnet/deployment.ts'
import { type DeployedPrices, deployPrices } from '../../../src/devnet/feeds/deploy.ts'
import type { Release } from './release.ts'

/** Where fees go: nobody who acts. */
const TREASURY: Address = getAddress('0x000000000000000000000000000000000000fee5')
/** Reserves that can be borrowed at a rate of one's own, where the release still has such debts. */
const STABLE: readonly ReserveSymbol[] = ['WETH', 'USDC', 'DAI']

type Script = DeploymentScript<string>
type Tokens = Readonly<Record<ReserveSymbol, Address>>
type Market = Pick<
  Deployment,
  'addressesProvider' | 'pool' | 'poolConfigurator' | 'oracle' | 'aclManager' | 'protocolDataProvider'
>

/**
 * Puts a market of a release on an empty chain, with the tokens, feeds and parameters of the local market. What a
 * release takes is read from its interfaces: constructors and structs are filled by the names of their fields.
 */
export async function deployRelease(
  client: DevnetClient,
  artifacts: Artifacts,
  release: Release,
  admin: Address,
): Promise<Deployment> {
  const contracts: Contracts = { ...artifacts, ...release.contracts }
  const script: Script = deploymentScript(
    contracts,
    admin,
    await client.getTransactionCount({ address: admin }),
  )
  const tokens = deployTokens(script, INITIAL_STAKED_RATIO)
  const prices = deployPrices(script, INITIAL_PRICES, tokens.wstETH)
  const market = deployContracts(script, release, tokens, prices)
  list(script, release, market, tokens)
  const ether = prices.sourceOf.WETH
  const uiPoolDataProvider = script.deploy('UiPoolDataProviderV3', ether, ether)
  const seeder = script.deploy('Seeder', market.pool)
  const mined = await mineSuccessfully(client, script.transactions, artifacts.Errors.abi)
  return {
    chainId: client.chain.id,
    admin,
    fromBlock: mined[0]?.blockNumber ?? 0n,
    ...market,
    treasury: TREASURY,
    uiPoolDataProvider,
    liquidationDataProvider: zeroAddress,
    seeder,
    reserves: await readReserves(client, market.pool, tokens, prices),
    feeds: prices.feeds,
    eModes: { bitcoin: E_MODES.bitcoin.id, ether: E_MODES.ether.id },
  }
}

function deployContracts(
  script: Script,
  { contracts }: Release,
  tokens: Tokens,
  prices: DeployedPrices,
): Market {
  const { admin } = script
  const provider = script.deploy('PoolAddressesProvider', 'Redline release market', admin)
  const registry = (functionName: string, address: Address) =>
    script.call('PoolAddressesProvider', provider, functionName, address)
  registry('setACLAdmin', admin)
  const aclManager = script.deploy('ACLManager', provider)
  registry('setACLManager', aclManager)
  for (const role of ['PoolAdmin', 'EmergencyAdmin', 'RiskAdmin'])
    script.call('ACLManager', aclManager, `add${role}`, admin)
  const assets = RESERVE_SYMBOLS.map((symbol) => tokens[symbol])
  const sources = RESERVE_SYMBOLS.map((symbol) => prices.sourceOf[symbol])
  const oracle = script.deploy('AaveOracle', provider, assets, sources, zeroAddress, zeroAddress, 10n ** 8n)
  registry('setPriceOracle', oracle)
  const deployed = new Set<string>()
  const deployLibraries = (of: string): void => {
    for (const { library } of contracts[of]?.links ?? []) {
      if (deployed.has(library)) continue
      deployed.add(library)
      deployLibraries(library)
      script.deploy(library)
    }
  }
  for (const name of ['PoolInstance', 'PoolConfiguratorInstance']) deployLibraries(name)
  const known = { provider, interestRateStrategy_: zeroAddress }
  const hasOneStrategy = inputsOf(contracts, 'PoolInstance').length > 1
  const strategy = hasOneStrategy ? script.deploy('InterestRateStrategy', provider) : zeroAddress
  const poolArguments = filled(inputsOf(contracts, 'PoolInstance'), {
    ...known,
    interestRateStrategy_: strategy,
  })
  registry('setPoolImpl', script.deploy('PoolInstance', ...poolArguments))
  registry('setPoolConfiguratorImpl', script.deploy('PoolConfiguratorInstance'))
  const protocolDataProvider = script.deploy('AaveProtocolDataProvider', provider)
  registry('setPoolDataProvider', protocolDataProvider)
  return {
    addressesProvider: provider,
    pool: getContractAddress({ from: provider, nonce: 1n }),
    poolConfigurator: getContractAddress({ from: provider, nonce: 2n }),
    oracle,
    aclManager,
    protocolDataProvider,
  }
}

function list(
  script: Script,
  { contracts }: Release,
  { pool, poolConfigurator, addressesProvider }: Market,
  tokens: Tokens,
): void {
  const has = (functionName: string) => functionOf(contracts, functionName) !== undefined
  const configure = (functionName: string, ...args: readonly unknown[]) =>
    script.call('PoolConfiguratorInstance', poolConfigurator, functionName, ...args)
  const known = { pool, rewardsController: zeroAddress, treasury: TREASURY, provider: addressesProvider }
  const token = (name: string) =>
    contracts[name] === undefined
      ? zeroAddress
      : script.deploy(name, ...filled(inputsOf(contracts, name), known))
  const implementations = {
    aTokenImpl: token('ATokenInstance'),
    variableDebtTokenImpl: token('VariableDebtTokenInstance'),
    stableDebtTokenImpl: token('StableDebtTokenInstance'),
  }
  const isRateData = inputsOf(contracts, 'InterestRateStrategy').length === 1
  const shared = isRateData ? script.deploy('InterestRateStrategy', addressesProvider) : undefined
  const init = functionOf(contracts, 'initReserves')?.inputs[0]
  for (const reserve of RESERVE_PARAMETERS) {
    const { symbol, rates } = reserve
    const strategy = shared ?? script.deploy('InterestRateStrategy', addressesProvider, ...oldRates(reserve))
    const fields = {
      ...implementations,
      ...known,
      underlyingAssetDecimals: reserve.decimals,
      interestRateStrategyAddress: strategy,
      underlyingAsset: tokens[symbol],
      incentivesController: zeroAddress,
      useVirtualBalance: true,
      aTokenName: `Aave ${symbol}`,
      aTokenSymbol: `a${symbol}`,
      variableDebtTokenName: `Aave Variable ${symbol}`,
      variableDebtTokenSymbol: `v${symbol}`,
      stableDebtTokenName: `Aave Stable ${symbol}`,
      stableDebtTokenSymbol: `s${symbol}`,
      params: '0x10',
      interestRateData: encodeRates(rates),
    }
    const components = init !== undefined && 'components' in init ? init.components : []
    const names = components.map(({ name = '' }) => name)
    configure('initReserves', [Object.fromEntries(names.map((name) => [name, field(fields, name)]))])
  }
  for (const reserve of RESERVE_PARAMETERS) {
    const asset = tokens[reserve.symbol]
    const bps = (fraction: string) => parseDecimal(fraction, 4)
    const bonus = ONE_IN_BPS + bps(reserve.liquidationBonus)
    const threshold = bps(reserve.liquidationThreshold)
    configure('configureReserveAsCollateral', asset, bps(reserve.loanToValue), threshold, bonus)
    configure('setReserveBorrowing', asset, true)
    configure('setReserveFactor', asset, bps(reserve.reserveFactor))
    configure('setLiquidationProtocolFee', asset, LIQUIDATION_PROTOCOL_FEE)
    if (reserve.debtCeiling !== undefined && has('setDebtCeiling'))
      configure('setDebtCeiling', asset, reserve.debtCeiling)
    if (reserve.borrowableInIsolation && has('setBorrowableInIsolation'))
      configure('setBorrowableInIsolation', asset, true)
    if (STABLE.includes(reserve.symbol) && has('setReserveStableRateBorrowing') && shared === undefined)
      configure('setReserveStableRateBorrowing', asset, true)
  }
  for (const mode of Object.values(E_MODES)) {
    const { id, label, ltv, liquidationThreshold, liquidationBonus } = mode
    const terms = {
      ...{ categoryId: id, label, ltv, liquidationThreshold, liquidationBonus },
      oracle: zeroAddress,
      isolated: mode.id === E_MODES.ether.id,
    }
    configure('setEModeCategory', ...filled(functionOf(contracts, 'setEModeCategory')?.inputs ?? [], terms))
    for (const symbol of mode.collateral)
      if (has('setAssetEModeCategory')) configure('setAssetEModeCategory', tokens[symbol], id)
      else configure('setAssetCollateralInEMode', tokens[symbol], id, true)
    if (!has('setAssetEModeCategory'))
      for (const symbol of mode.borrowable) configure('setAssetBorrowableInEMode', tokens[symbol], id, true)
  }
}

/** The same curve as the strategies of 3.0 take it, in ray, with dearer stable rates. */
function oldRates({ rates }: ReserveParameters): readonly bigint[] {
  const ray = (bps: number) => BigInt(bps) * 10n ** 23n
  return [
    ray(rates.optimalUsageRatio),
    ray(rates.baseVariableBorrowRate),
    ray(rates.variableRateSlope1),
    ray(rates.variableRateSlope2),
    ray(rates.variableRateSlope1),
    ray(rates.variableRateSlope2),
    ray(100),
    ray(500),
    ray(2_000),
  ]
}

type Contracts = Release['contracts']

const inputsOf = (contracts: Contracts, name: string): readonly AbiParameter[] =>
  contracts[name]?.abi.find((item) => item.type === 'constructor')?.inputs ?? []

const functionOf = (contracts: Contracts, name: string): AbiFunction | undefined =>
  contracts['PoolConfiguratorInstance']?.abi.find(
    (item): item is AbiFunction => item.type === 'function' && item.name === name,
  )

const filled = (inputs: readonly AbiParameter[], known: Readonly<Record<string, unknown>>) =>
  inputs.map(({ name = '' }) => field(known, name))

function field(known: Readonly<Record<string, unknown>>, name: string): unknown {
  if (!(name in known)) throw new Error(`The release takes "${name}", which nothing is known of.`)
  return known[name]
}

const poolAbi = parseAbi([
  'struct Data { uint256 configuration; uint128 liquidityIndex; uint128 currentLiquidityRate; uint128 variableBorrowIndex; uint128 currentVariableBorrowRate; uint128 currentStableBorrowRate; uint40 lastUpdateTimestamp; uint16 id; address aTokenAddress; address stableDebtTokenAddress; address variableDebtTokenAddress; }',
  'function getReserveData(address asset) view returns (Data)',
])

const readReserves = (client: DevnetClient, pool: Address, tokens: Tokens, prices: DeployedPrices) =>
  Promise.all(
    RESERVE_PARAMETERS.map(async ({ symbol, decimals }) => {
      const read = {
        address: pool,
        abi: poolAbi,
        functionName: 'getReserveData',
        args: [tokens[symbol]],
      } as const
      const {
        id,
        aTokenAddress: aToken,
        variableDebtTokenAddress: variableDebtToken,
      } = await client.readContract(read)
      const priceSource = prices.sourceOf[symbol]
      return { symbol, id, decimals, underlying: tokens[symbol], aToken, variableDebtToken, priceSource }
    }),
  )
