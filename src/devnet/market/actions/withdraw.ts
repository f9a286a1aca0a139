import { MAX_UINT256 } from '../../../core/units.ts'
import { type Action, oneOf, part, removable } from '../action.ts'
import { poolCalls } from '../pool-calls.ts'
import { poolTransaction } from '../transactions.ts'

/** Takes a part of a supply out, or all of it where nothing depends on it. */
export const withdraw: Action = (rng, scene, person) => {
  const choice = oneOf(
    rng,
    person.holdings.filter((holding) => holding.supplied > 0n && removable(scene, person, holding) > 0n),
  )
  if (choice === undefined) return undefined
  const { reserve, supplied } = choice
  const most = removable(scene, person, choice)
  const amount = most === supplied && rng.chance(0.3) ? MAX_UINT256 : part(rng, most, 0.05, 0.98)
  const label = `${person.address} withdraws ${amount} ${reserve.symbol}`
  const call = poolCalls.withdraw(reserve.underlying, amount, person.address)
  return { money: [], transactions: [poolTransaction(scene.deployment, person.address, [call], label)] }
}
