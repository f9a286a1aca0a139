import type { Address } from '../core/address.ts'
import {
  type AaveState,
  accountData,
  isValued,
  readAccountViews,
  readIndexViews,
} from '../protocols/aave-v3/index.ts'
import { comparison, type Difference } from './difference.ts'
import type { ChainPort, Progress } from './ports.ts'

/** What a comparison with the pool's own views found. The only acceptable number of differences is 0. */
export type Verification = {
  readonly accounts: number
  readonly figures: number
  readonly differences: readonly Difference[]
  /** Accounts without a price for some asset, for which the chain's own view has to revert. */
  readonly unvalued: readonly Address[]
}

/** Accounts whose views are asked together. */
const ACCOUNTS_A_ROUND = 1_000

/**
 * Compares accounts and all indices with the pool's own views at the state's block hash: four figures an account,
 * two a reserve.
 */
export async function verifyAccounts(
  chain: Pick<ChainPort, 'read'>,
  state: AaveState,
  accounts: readonly Address[],
  progress: Progress = () => {},
): Promise<Verification> {
  const { compare, figures, differences } = comparison()
  const unvalued: Address[] = []
  for (let from = 0; from < accounts.length; from += ACCOUNTS_A_ROUND) {
    const round = accounts.slice(from, from + ACCOUNTS_A_ROUND)
    const views = await chain.read(readAccountViews(state.terms.pool, round), state.block)
    for (const [i, account] of round.entries()) {
      const ours = accountData(state, state.accounts.get(account) ?? { account, category: 0, legs: [] })
      const view = views[i]
      // Without a price the pool reverts where we say that nothing can be said; saying so is a figure too.
      if (!isValued(ours) || view === undefined) {
        compare(account, 'has a value', BigInt(isValued(ours)), BigInt(view !== undefined))
        if (!isValued(ours)) unvalued.push(account)
        continue
      }
      for (const figure of ['collateral', 'debt', 'liquidationThreshold', 'healthFactor'] as const)
        compare(account, figure, ours[figure], view[figure])
    }
    progress('accounts compared', from + round.length, accounts.length)
  }
  for (const view of await chain.read(
    readIndexViews(state.terms.pool, [...state.reserves.keys()]),
    state.block,
  )) {
    const ours = state.reserves.get(view.asset)?.indices
    compare(view.asset, 'liquidityIndex', ours?.liquidity ?? 0n, view.liquidity)
    compare(view.asset, 'borrowIndex', ours?.borrow ?? 0n, view.borrow)
  }
  return { accounts: accounts.length, figures: figures(), differences, unvalued }
}
