import type { Address, Hex } from '../../core/address.ts'
import type { DevnetTransaction } from '../client-transactions.ts'
import type { Deployment, ReserveSymbol } from '../deployment.ts'
import { poolCalls } from '../market/pool-calls.ts'
import { poolTransaction, reserveOf } from '../market/transactions.ts'
import type { PlannedPosition } from './position.ts'

/** Everything that a planned account does itself once its supplies are there, as one transaction; none for a lender. */
export function actionTransactions(
  deployment: Deployment,
  account: Address,
  position: PlannedPosition,
): readonly DevnetTransaction[] {
  const asset = (symbol: ReserveSymbol): Address => reserveOf(deployment, symbol).underlying
  const calls: readonly Hex[] = [
    ...(position.eMode === 0 ? [] : [poolCalls.setEMode(position.eMode)]),
    ...position.flags.map(({ symbol, collateral }) => poolCalls.setCollateral(asset(symbol), collateral)),
    ...position.borrows.map(({ symbol, amount }) => poolCalls.borrow(asset(symbol), amount, account)),
    ...position.withdrawals.map(({ symbol, amount }) => poolCalls.withdraw(asset(symbol), amount, account)),
  ]
  const label = `${position.kind} ${position.index} (${account}) takes its position`
  return calls.length === 0 ? [] : [poolTransaction(deployment, account, calls, label)]
}
