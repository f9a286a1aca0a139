import { parseAbi } from 'viem'
import { describe, expect, it } from 'vitest'
import { useDevnetChain } from '../../../test/support/devnet-chain.ts'
import { loadArtifacts } from '../compile/artifacts.ts'
import { RESERVE_SYMBOLS } from '../deployment.ts'

const poolAbi = parseAbi([
  'function POOL_REVISION() view returns (uint256)',
  'function getReservesList() view returns (address[])',
  'struct CollateralConfig { uint16 ltv; uint16 liquidationThreshold; uint16 liquidationBonus; }',
  'function getEModeCategoryCollateralConfig(uint8 id) view returns (CollateralConfig)',
  'function getEModeCategoryCollateralBitmap(uint8 id) view returns (uint128)',
  'function getEModeCategoryBorrowableBitmap(uint8 id) view returns (uint128)',
  'function getEModeCategoryLabel(uint8 id) view returns (string)',
])
const dataAbi = parseAbi([
  'function getReserveConfigurationData(address asset) view returns (uint256 decimals, uint256 ltv, uint256 liquidationThreshold, uint256 liquidationBonus, uint256 reserveFactor, bool usageAsCollateralEnabled, bool borrowingEnabled, bool stableBorrowRateEnabled, bool isActive, bool isFrozen)',
  'function getReserveCaps(address asset) view returns (uint256 borrowCap, uint256 supplyCap)',
  'function getLiquidationProtocolFee(address asset) view returns (uint256)',
  'function getDebtCeiling(address asset) view returns (uint256)',
  'function getFlashLoanEnabled(address asset) view returns (bool)',
  'function getReserveTokensAddresses(address asset) view returns (address aToken, address stableDebtToken, address variableDebtToken)',
])
const providerAbi = parseAbi([
  'function owner() view returns (address)',
  'function getPool() view returns (address)',
  'function getPoolConfigurator() view returns (address)',
  'function getPriceOracle() view returns (address)',
  'function getACLManager() view returns (address)',
  'function getACLAdmin() view returns (address)',
  'function getPoolDataProvider() view returns (address)',
])
const oracleAbi = parseAbi([
  'function BASE_CURRENCY() view returns (address)',
  'function BASE_CURRENCY_UNIT() view returns (uint256)',
  'function getSourceOfAsset(address asset) view returns (address)',
])
const tokenAbi = parseAbi([
  'function symbol() view returns (string)',
  'function decimals() view returns (uint256)',
  'function UNDERLYING_ASSET_ADDRESS() view returns (address)',
  'function RESERVE_TREASURY_ADDRESS() view returns (address)',
])

const chain = useDevnetChain()
const reserve = (symbol: string) => {
  const found = chain().deployment.reserves.find((candidate) => candidate.symbol === symbol)
  if (found === undefined) throw new Error(symbol)
  return found
}
const pool = () => ({ address: chain().deployment.pool, abi: poolAbi }) as const
const data = () => ({ address: chain().deployment.protocolDataProvider, abi: dataAbi }) as const

describe('deployLocalMarket', () => {
  it('behaviour: the pool is revision 10 and the provider names what the deployment names', async () => {
    const { client, deployment } = chain()
    expect(await client.readContract({ ...pool(), functionName: 'POOL_REVISION' })).toBe(10n)
    const provider = { address: deployment.addressesProvider, abi: providerAbi } as const
    expect(await client.readContract({ ...provider, functionName: 'owner' })).toBe(deployment.admin)
    expect(await client.readContract({ ...provider, functionName: 'getACLAdmin' })).toBe(deployment.admin)
    expect(await client.readContract({ ...provider, functionName: 'getPool' })).toBe(deployment.pool)
    expect(await client.readContract({ ...provider, functionName: 'getPoolConfigurator' })).toBe(
      deployment.poolConfigurator,
    )
    expect(await client.readContract({ ...provider, functionName: 'getPriceOracle' })).toBe(deployment.oracle)
    expect(await client.readContract({ ...provider, functionName: 'getACLManager' })).toBe(
      deployment.aclManager,
    )
    expect(await client.readContract({ ...provider, functionName: 'getPoolDataProvider' })).toBe(
      deployment.protocolDataProvider,
    )
  })

  it('behaviour: lists the eight reserves in order, with the tokens and sources that the deployment names', async () => {
    const { client, deployment } = chain()
    const underlying = deployment.reserves.map((each) => each.underlying)
    expect(deployment.reserves.map(({ symbol, id }) => [symbol, id])).toEqual(
      RESERVE_SYMBOLS.map((symbol, id) => [symbol, id]),
    )
    expect(await client.readContract({ ...pool(), functionName: 'getReservesList' })).toEqual(underlying)
    for (const each of deployment.reserves) {
      const tokens = await client.readContract({
        ...data(),
        functionName: 'getReserveTokensAddresses',
        args: [each.underlying],
      })
      expect([tokens[0], tokens[2]]).toEqual([each.aToken, each.variableDebtToken])
      const source = { address: deployment.oracle, abi: oracleAbi, args: [each.underlying] } as const
      expect(await client.readContract({ ...source, functionName: 'getSourceOfAsset' })).toBe(
        each.priceSource,
      )
      const token = { address: each.underlying, abi: tokenAbi } as const
      expect(await client.readContract({ ...token, functionName: 'symbol' })).toBe(each.symbol)
      expect(await client.readContract({ ...token, functionName: 'decimals' })).toBe(BigInt(each.decimals))
      const aToken = { address: each.aToken, abi: tokenAbi } as const
      expect(await client.readContract({ ...aToken, functionName: 'UNDERLYING_ASSET_ADDRESS' })).toBe(
        each.underlying,
      )
      expect(await client.readContract({ ...aToken, functionName: 'RESERVE_TREASURY_ADDRESS' })).toBe(
        deployment.treasury,
      )
    }
  })

  // The published figures, as the chain counts them: written out here and not computed from the same table.
  it.each([
    ['WBTC', 8n, 7300n, 7800n, 10500n, 5000n],
    ['cbBTC', 8n, 7300n, 7800n, 10750n, 5000n],
    ['WETH', 18n, 8050n, 8300n, 10500n, 1500n],
    ['wstETH', 18n, 7850n, 8100n, 10600n, 3500n],
    ['LINK', 18n, 6600n, 7100n, 10700n, 2000n],
    ['USDC', 6n, 7500n, 7800n, 10450n, 1000n],
    ['USDT', 6n, 7500n, 7800n, 10450n, 1000n],
    ['DAI', 18n, 0n, 7700n, 10500n, 2500n],
  ])('behaviour: %s has the published parameters', async (symbol, ...figures) => {
    const { client } = chain()
    const args = [reserve(symbol).underlying] as const
    const found = await client.readContract({ ...data(), functionName: 'getReserveConfigurationData', args })
    expect(found.slice(0, 5)).toEqual(figures)
    const [, , , , , , borrowing, , active, frozen] = found
    expect({ borrowing, active, frozen }).toEqual({ borrowing: true, active: true, frozen: false })
    expect(await client.readContract({ ...data(), functionName: 'getReserveCaps', args })).toEqual([0n, 0n])
    expect(await client.readContract({ ...data(), functionName: 'getLiquidationProtocolFee', args })).toBe(
      1000n,
    )
    expect(await client.readContract({ ...data(), functionName: 'getFlashLoanEnabled', args })).toBe(false)
    const ceiling = symbol === 'LINK' ? 50_000_000_00n : 0n
    expect(await client.readContract({ ...data(), functionName: 'getDebtCeiling', args })).toBe(ceiling)
  })

  it.each([
    ['bitcoin', 1, 'Bitcoin correlated', 8400, 8600, 10300, ['WBTC', 'cbBTC'], ['WBTC', 'cbBTC']],
    ['ether', 2, 'Ether correlated', 9300, 9500, 10100, ['WETH', 'wstETH'], ['WETH']],
  ] as const)('behaviour: e-mode %s', async (name, id, label, ltv, lt, bonus, collateral, borrowable) => {
    const { client, deployment } = chain()
    const args = [id] as const
    const bits = (symbols: readonly string[]) =>
      symbols.reduce((sum, symbol) => sum | (1n << BigInt(reserve(symbol).id)), 0n)
    expect(deployment.eModes[name]).toBe(id)
    const read = { ...pool(), args } as const
    expect(await client.readContract({ ...read, functionName: 'getEModeCategoryCollateralConfig' })).toEqual({
      ltv,
      liquidationThreshold: lt,
      liquidationBonus: bonus,
    })
    expect(await client.readContract({ ...read, functionName: 'getEModeCategoryLabel' })).toBe(label)
    expect(await client.readContract({ ...read, functionName: 'getEModeCategoryCollateralBitmap' })).toBe(
      bits(collateral),
    )
    expect(await client.readContract({ ...read, functionName: 'getEModeCategoryBorrowableBitmap' })).toBe(
      bits(borrowable),
    )
  })

  it('behaviour: the oracle counts in USD with 8 decimals', async () => {
    const { client, deployment } = chain()
    const oracle = { address: deployment.oracle, abi: oracleAbi } as const
    expect(await client.readContract({ ...oracle, functionName: 'BASE_CURRENCY_UNIT' })).toBe(10n ** 8n)
    expect(await client.readContract({ ...oracle, functionName: 'BASE_CURRENCY' })).toBe(
      '0x0000000000000000000000000000000000000000',
    )
  })

  it('behaviour: everything is in block 1, the first that holds a contract', async () => {
    const { client, deployment } = chain()
    expect(deployment.fromBlock).toBe(1n)
    expect(await client.getBlockNumber()).toBe(1n)
    expect(await client.getCode({ address: deployment.pool, blockNumber: 0n })).toBeUndefined()
  })

  it('behaviour: UiPoolDataProvider and LiquidationDataProvider answer', async () => {
    const { client, deployment } = chain()
    const { UiPoolDataProviderV3, LiquidationDataProvider } = await loadArtifacts()
    const answer = await client.readContract({
      address: deployment.uiPoolDataProvider,
      abi: UiPoolDataProviderV3.abi,
      functionName: 'getReservesData',
      args: [deployment.addressesProvider],
    })
    expect(answer).toMatchObject([
      RESERVE_SYMBOLS.map((symbol) => ({ symbol, underlyingAsset: reserve(symbol).underlying })),
      { networkBaseTokenPriceInUsd: 3_150_00000000n, networkBaseTokenPriceDecimals: 8 },
    ])
    const position = await client.readContract({
      address: deployment.liquidationDataProvider,
      abi: LiquidationDataProvider.abi,
      functionName: 'getUserPositionFullInfo',
      args: [deployment.admin],
    })
    expect(position).toMatchObject({ totalDebtInBaseCurrency: 0n, healthFactor: 2n ** 256n - 1n })
  })
})
