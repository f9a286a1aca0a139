import type { Address } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import type { AaveState } from '../protocols/aave-v3/index.ts'
import { comparison, type Difference } from './difference.ts'

/** A reserve as an unrelated library reads it. */
export type UiReserve = {
  readonly asset: Address
  readonly decimals: number
  readonly liquidationThresholdBps: bigint
  readonly liquidationBonusBps: bigint
  readonly liquidityIndexRay: bigint
  readonly variableBorrowIndexRay: bigint
  readonly lastUpdate: bigint
  readonly scaledVariableDebt: bigint
  readonly price: bigint
  readonly isActive: boolean
  readonly isPaused: boolean
}

/** One account as that library reads it. */
export type UiUser = {
  readonly eModeCategory: number
  readonly reserves: readonly {
    readonly asset: Address
    readonly scaledCollateral: bigint
    readonly scaledDebt: bigint
    readonly collateralEnabled: boolean
  }[]
}

/** A second way to read the same market at the same block hash, sharing no decoding with the first. */
export type UiPoolPort = {
  readonly reserves: (block: BlockRef) => Promise<readonly UiReserve[]>
  readonly user: (account: Address, block: BlockRef) => Promise<UiUser>
}

/** What the second reading says. */
export type CrossCheck = { readonly figures: number; readonly differences: readonly Difference[] }

type Compare = (subject: Address, figure: string, redline: bigint, chain: bigint) => void

/** Compares the stored terms of all reserves, and the legs of the named accounts, with the second reading. */
export async function crossCheck(
  uiPool: UiPoolPort,
  state: AaveState,
  accounts: readonly Address[],
): Promise<CrossCheck> {
  const { compare, figures, differences } = comparison()
  const reserves = await uiPool.reserves(state.block)
  compare(state.terms.pool, 'number of reserves', BigInt(state.reserves.size), BigInt(reserves.length))
  for (const reserve of reserves) compareReserve(state, reserve, compare)
  for (const account of accounts)
    compareUser(state, account, await uiPool.user(account, state.block), compare)
  return { figures: figures(), differences }
}

function compareReserve(state: AaveState, theirs: UiReserve, compare: Compare): void {
  const ours = state.reserves.get(theirs.asset)
  const figure = (name: string, redline: bigint | undefined, chain: bigint) =>
    compare(theirs.asset, name, redline ?? 0n, chain)
  figure('decimals', BigInt(ours?.decimals ?? 0), BigInt(theirs.decimals))
  figure('liquidationThreshold', ours?.liquidationThreshold, theirs.liquidationThresholdBps)
  figure('liquidationBonus', ours?.liquidationBonus, theirs.liquidationBonusBps)
  figure('stored liquidityIndex', ours?.liquidityIndex, theirs.liquidityIndexRay)
  figure('stored borrowIndex', ours?.variableBorrowIndex, theirs.variableBorrowIndexRay)
  figure('lastUpdate', ours?.lastUpdate, theirs.lastUpdate)
  figure('scaledDebtSupply', ours?.scaledDebtSupply, theirs.scaledVariableDebt)
  figure('price', ours?.price, theirs.price)
  figure('active', BigInt(ours?.active ?? false), BigInt(theirs.isActive))
  figure('paused', BigInt(ours?.paused ?? false), BigInt(theirs.isPaused))
}

function compareUser(state: AaveState, account: Address, theirs: UiUser, compare: Compare): void {
  const ours = state.accounts.get(account)
  compare(account, 'category', BigInt(ours?.category ?? 0), BigInt(theirs.eModeCategory))
  const legs = new Map(ours?.legs.map((leg) => [leg.asset, leg]))
  for (const { asset, scaledCollateral, scaledDebt, collateralEnabled } of theirs.reserves) {
    const leg = legs.get(asset)
    compare(account, `debt of ${asset}`, leg?.debt ?? 0n, scaledDebt)
    compare(
      account,
      `collateral flag of ${asset}`,
      BigInt(leg?.collateralEnabled ?? false),
      BigInt(collateralEnabled),
    )
    // Tokens that lie in the pool without securing anything are not read for accounts that have collateral.
    if (collateralEnabled) compare(account, `collateral of ${asset}`, leg?.collateral ?? 0n, scaledCollateral)
  }
}
