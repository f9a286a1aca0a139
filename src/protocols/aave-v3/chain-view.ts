import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import type { Address } from '../../core/address.ts'
import { type BaseValue, type Bps, baseValue, bps, type Ray, ray, type Wad, wad } from '../../core/units.ts'
import { all, ask, call, optional, type Plan } from '../plan.ts'

/** What the pool itself says of an account: the test oracle of our own arithmetic. */
export type AccountView = {
  readonly account: Address
  readonly collateral: BaseValue
  readonly debt: BaseValue
  readonly liquidationThreshold: Bps
  readonly healthFactor: Wad
}

/** What the pool itself says of a reserve's indices, interest included. */
export type IndexView = { readonly asset: Address; readonly liquidity: Ray; readonly borrow: Ray }

/** Asks `getUserAccountData` for every account; undefined where the pool reverts, as it does without a price. */
export const readAccountViews = (
  pool: Address,
  accounts: readonly Address[],
): Plan<readonly (AccountView | undefined)[]> =>
  all(accounts.map((account) => readAccountView(pool, account)))

/** Asks both normalised indices for every reserve. */
export const readIndexViews = (pool: Address, assets: readonly Address[]): Plan<readonly IndexView[]> =>
  all(assets.map((asset) => readIndexView(pool, asset)))

function* readAccountView(pool: Address, account: Address): Plan<AccountView | undefined> {
  const [view] = yield* ask([optional(call(pool, poolAbi, 'getUserAccountData', account))])
  if (view === undefined) return undefined
  const [collateral, debt, , threshold, , healthFactor] = view
  return {
    account,
    collateral: baseValue(collateral),
    debt: baseValue(debt),
    liquidationThreshold: bps(threshold),
    healthFactor: wad(healthFactor),
  }
}

function* readIndexView(pool: Address, asset: Address): Plan<IndexView> {
  const [liquidity, borrow] = yield* ask([
    call(pool, poolAbi, 'getReserveNormalizedIncome', asset),
    call(pool, poolAbi, 'getReserveNormalizedVariableDebt', asset),
  ])
  return { asset, liquidity: ray(liquidity), borrow: ray(borrow) }
}
