import type { ReserveDataHumanized, UserReserveDataHumanized } from '@aave/contract-helpers'
import { getAddress } from 'viem'
import type { Address } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import { ChainError } from './chain-error.ts'
import type { ChainClient } from './client.ts'
import { pinnedProvider } from './pinned-provider.ts'
import { nodeErrorIn } from './to-chain-error.ts'

/** One reserve as Aave's own front end sees it. Rates and indices as stored, not projected to the block. */
export type UiReserve = {
  readonly asset: Address
  readonly name: string
  readonly symbol: string
  readonly decimals: number
  readonly liquidationThresholdBps: bigint
  readonly liquidationBonusBps: bigint
  readonly liquidityIndexRay: bigint
  readonly variableBorrowIndexRay: bigint
  readonly lastUpdate: bigint
  readonly scaledVariableDebt: bigint
  /** In the market's base currency, with its decimals. */
  readonly price: bigint
  readonly aToken: Address
  readonly variableDebtToken: Address
  readonly isActive: boolean
  readonly isFrozen: boolean
  readonly isPaused: boolean
}

/** One user's place in one reserve, in scaled balances. */
export type UiUserReserve = {
  readonly asset: Address
  readonly scaledCollateral: bigint
  readonly scaledDebt: bigint
  readonly collateralEnabled: boolean
}

/** What Aave's front end sees of a user. */
export type UiUser = { readonly eModeCategory: number; readonly reserves: readonly UiUserReserve[] }

/** The two contracts that the reading goes through. */
export type UiPoolRef = { readonly uiPoolDataProvider: Address; readonly addressesProvider: Address }

/**
 * Reads all reserves of a market at a block hash through Aave's own library: names for people, and figures to check
 * the viem reading against. The only file that uses the library and ethers 5, which are loaded when it is first called.
 * @throws ChainError what the request met; `call_undecodable` when it reverts or answers in another layout.
 */
export async function readUiPool(
  client: ChainClient,
  ref: UiPoolRef,
  block: BlockRef,
): Promise<readonly UiReserve[]> {
  const pool = await openUiPool(client, ref, block)
  const { reservesData } = await pool
    .getReservesHumanized({ lendingPoolAddressProvider: ref.addressesProvider })
    .catch((error: unknown) => {
      throw uiError(client, ref, block, error)
    })
  return reservesData.map(reserveOf)
}

/**
 * Reads one user's reserves at a block hash through Aave's own library.
 * @throws ChainError as `readUiPool`.
 */
export async function readUiPoolUser(
  client: ChainClient,
  ref: UiPoolRef,
  user: Address,
  block: BlockRef,
): Promise<UiUser> {
  const pool = await openUiPool(client, ref, block)
  const query = { lendingPoolAddressProvider: ref.addressesProvider, user }
  const { userReserves, userEmodeCategoryId } = await pool
    .getUserReservesHumanized(query)
    .catch((error: unknown) => {
      throw uiError(client, ref, block, error)
    })
  return { eModeCategory: userEmodeCategoryId, reserves: userReserves.map(userReserveOf) }
}

async function openUiPool(client: ChainClient, { uiPoolDataProvider }: UiPoolRef, block: BlockRef) {
  // 0.3 s and 40 MB that a start does not have to pay.
  const [{ UiPoolDataProvider }, { providers }] = await Promise.all([
    import('@aave/contract-helpers'),
    import('ethers'),
  ])
  const { chainId } = client.node
  const { request } = pinnedProvider(client, block)
  const provider = new providers.Web3Provider({ request }, chainId)
  return new UiPoolDataProvider({ uiPoolDataProviderAddress: uiPoolDataProvider, provider, chainId })
}

const reserveOf = (reserve: ReserveDataHumanized): UiReserve => ({
  asset: getAddress(reserve.underlyingAsset),
  name: reserve.name,
  symbol: reserve.symbol,
  decimals: reserve.decimals,
  liquidationThresholdBps: BigInt(reserve.reserveLiquidationThreshold),
  liquidationBonusBps: BigInt(reserve.reserveLiquidationBonus),
  liquidityIndexRay: BigInt(reserve.liquidityIndex),
  variableBorrowIndexRay: BigInt(reserve.variableBorrowIndex),
  lastUpdate: BigInt(reserve.lastUpdateTimestamp),
  scaledVariableDebt: BigInt(reserve.totalScaledVariableDebt),
  price: BigInt(reserve.priceInMarketReferenceCurrency),
  aToken: getAddress(reserve.aTokenAddress),
  variableDebtToken: getAddress(reserve.variableDebtTokenAddress),
  isActive: reserve.isActive,
  isFrozen: reserve.isFrozen,
  isPaused: reserve.isPaused,
})

const userReserveOf = (reserve: UserReserveDataHumanized): UiUserReserve => ({
  asset: getAddress(reserve.underlyingAsset),
  scaledCollateral: BigInt(reserve.scaledATokenBalance),
  scaledDebt: BigInt(reserve.scaledVariableDebt),
  collateralEnabled: reserve.usageAsCollateralEnabledOnUser,
})

/** ethers makes one error of a node's failure, a revert and an unreadable answer; the first is found again inside. */
function uiError(client: ChainClient, ref: UiPoolRef, block: BlockRef, error: unknown): ChainError {
  const { chainId } = client.node
  const context = { chainId, contract: ref.uiPoolDataProvider, block: block.number, blockHash: block.hash }
  const happened = `${ref.uiPoolDataProvider} does not answer like the UiPoolDataProvider of Aave V3.6.`
  return nodeErrorIn(error, context) ?? new ChainError('call_undecodable', happened, context, error)
}
