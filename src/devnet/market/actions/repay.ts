import { MAX_UINT256 } from '../../../core/units.ts'
import { type Action, atMost, oneOf, part } from '../action.ts'
import { poolCalls } from '../pool-calls.ts'
import { approveTransactions, poolTransaction } from '../transactions.ts'

/** Pays a part of a debt back from the wallet; one time in three all of it, interest included. */
export const repay: Action = (rng, scene, person) => {
  const owed = oneOf(
    rng,
    person.holdings.filter(({ debt }) => debt > 0n),
  )
  if (owed === undefined) return undefined
  const { deployment } = scene
  const { address } = person
  const { reserve, debt } = owed
  const isAll = rng.chance(1 / 3)
  // `debt` is without interest: twice as much is enough for years of it.
  const amount = isAll ? debt * 2n : part(rng, debt, 0.05, 0.9)
  const call = poolCalls.repay(reserve.underlying, isAll ? MAX_UINT256 : amount, address)
  const label = `${address} repays ${isAll ? 'all' : amount} ${reserve.symbol}`
  return {
    money: [{ account: address, symbol: reserve.symbol, amount }],
    transactions: [
      ...approveTransactions(deployment, address, reserve, amount),
      poolTransaction(deployment, address, [call], label),
    ],
  }
}

/** Pays a debt with a supply of the same token. */
export const repayWithATokens: Action = (rng, { deployment }, { address, holdings }) => {
  const both = oneOf(
    rng,
    holdings.filter(({ debt, supplied }) => debt > 0n && supplied > 0n),
  )
  if (both === undefined) return undefined
  const { reserve, debt, supplied } = both
  const amount = rng.chance(0.3) ? MAX_UINT256 : part(rng, atMost(supplied, debt), 0.1, 0.99)
  const call = poolCalls.repayWithATokens(reserve.underlying, amount)
  const label = `${address} repays ${amount} ${reserve.symbol} with aTokens`
  return { money: [], transactions: [poolTransaction(deployment, address, [call], label)] }
}
