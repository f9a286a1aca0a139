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
  /** Accounts without a price for some asset; the chain's own view reverts for them. */
  readonly unvalued: readonly Address[]
}

/** Accounts whose views are asked together. */
const ACCOUNTS_A_ROUND = 1_000

/**
 * Compares accounts and all indices with the pool's own views at the state's block hash: four figures an account,
 * two a reserve.
 */
export async function verifyAccounts(
  chain: ChainPort,
  state: AaveState,
  accounts: readonly Address[],
  progress: Progress = () => {},
): Promise<Verification> {
  const { compare, figures, differences } = comparison()
  const valued = accounts.flatMap((address) => {
    const account = state.accounts.get(address)
    return account === undefined ? [] : [accountData(state, account)]
  })
  const known = valued.filter(isValued)
  for (let from = 0; from < known.length; from += ACCOUNTS_A_ROUND) {
    const round = known.slice(from, from + ACCOUNTS_A_ROUND)
    const asked = round.map(({ account }) => account)
    const views = await chain.read(readAccountViews(state.terms.pool, asked), state.block)
    for (const [i, view] of views.entries()) {
      const data = round[i]
      if (data === undefined) continue
      for (const figure of ['collateral', 'debt', 'liquidationThreshold', 'healthFactor'] as const)
        compare(data.account, figure, data[figure], view[figure])
    }
    progress('accounts compared', from + round.length, known.length)
  }
  for (const view of await chain.read(
    readIndexViews(state.terms.pool, [...state.reserves.keys()]),
    state.block,
  )) {
    const ours = state.reserves.get(view.asset)?.indices
    compare(view.asset, 'liquidityIndex', ours?.liquidity ?? 0n, view.liquidity)
    compare(view.asset, 'borrowIndex', ours?.borrow ?? 0n, view.borrow)
  }
  return {
    accounts: known.length,
    figures: figures(),
    differences,
    unvalued: valued.filter((data) => !isValued(data)).map(({ account }) => account),
  }
}
