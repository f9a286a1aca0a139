import type { Address } from '../core/address.ts'
import {
  type AaveState,
  accountData,
  isValued,
  readAccountViews,
  readIndexViews,
} from '../protocols/aave-v3/index.ts'
import type { ChainPort } from './ports.ts'

/** One figure that Redline and the chain see differently, both in the figure's smallest unit. */
export type Difference = {
  readonly subject: Address
  readonly figure:
    | 'collateral'
    | 'debt'
    | 'liquidationThreshold'
    | 'healthFactor'
    | 'liquidityIndex'
    | 'borrowIndex'
  readonly redline: bigint
  readonly chain: bigint
}

/** What a comparison found. The only acceptable largest difference is 0. */
export type Verification = {
  readonly accounts: number
  readonly figures: number
  readonly largest: bigint
  readonly differences: readonly Difference[]
  /** Accounts without a price for some asset; the chain's own view reverts for them. */
  readonly unvalued: readonly Address[]
}

/**
 * Compares accounts and all indices with the pool's own views at the state's block hash: four figures an account,
 * two a reserve.
 */
export async function verifyAccounts(
  chain: ChainPort,
  state: AaveState,
  accounts: readonly Address[],
): Promise<Verification> {
  const valued = accounts.flatMap((address) => {
    const account = state.accounts.get(address)
    return account === undefined ? [] : [accountData(state, account)]
  })
  const known = valued.filter(isValued)
  const { pool } = state.terms
  const views = await chain.read(
    readAccountViews(
      pool,
      known.map((data) => data.account),
    ),
    state.block,
  )
  const indices = await chain.read(readIndexViews(pool, [...state.reserves.keys()]), state.block)
  const differences: Difference[] = []
  let figures = 0
  const compare = (subject: Address, figure: Difference['figure'], redline: bigint, answer: bigint) => {
    figures += 1
    if (redline !== answer) differences.push({ subject, figure, redline, chain: answer })
  }
  for (const [i, data] of known.entries()) {
    const view = views[i]
    if (view === undefined) continue
    for (const figure of ['collateral', 'debt', 'liquidationThreshold', 'healthFactor'] as const)
      compare(data.account, figure, data[figure], view[figure])
  }
  for (const index of indices) {
    const ours = state.reserves.get(index.asset)?.indices
    compare(index.asset, 'liquidityIndex', ours?.liquidity ?? 0n, index.liquidity)
    compare(index.asset, 'borrowIndex', ours?.borrow ?? 0n, index.borrow)
  }
  return {
    accounts: known.length,
    figures,
    largest: differences.reduce((most, { redline, chain: answer }) => max(most, abs(redline - answer)), 0n),
    differences,
    unvalued: valued.filter((data) => !isValued(data)).map((data) => data.account),
  }
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value)
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
