import { type Action, amountOf, part } from '../action.ts'
import { poolCalls } from '../pool-calls.ts'
import { approveTransactions, poolTransaction } from '../transactions.ts'

/** Supplies some of any token: a tenth to a half of the account's collateral, or some dollars for who has none. */
export const supply: Action = (rng, scene, person) => {
  const { deployment } = scene
  const [first, ...others] = deployment.reserves
  if (first === undefined) return undefined
  const reserve = rng.pick([first, ...others])
  const fortune = person.collateralBase > 100n * 10n ** 8n ? person.collateralBase : 5_000n * 10n ** 8n
  const amount = part(rng, amountOf(scene, { reserve }, fortune), 0.1, 0.5)
  const label = `${person.address} supplies ${amount} ${reserve.symbol}`
  return {
    money: [{ account: person.address, symbol: reserve.symbol, amount }],
    transactions: [
      ...approveTransactions(deployment, person.address, reserve, amount),
      poolTransaction(
        deployment,
        person.address,
        [poolCalls.supply(reserve.underlying, amount, person.address)],
        label,
      ),
    ],
  }
}
