import { type Action, oneOf, part, removable } from '../action.ts'
import { transferTransaction } from '../transactions.ts'

/** Sends aTokens to somebody. The receiver's collateral flag stays as it is: only supplying sets it. */
export const transfer: Action = (rng, scene, person) => {
  const choice = oneOf(
    rng,
    person.holdings.filter((holding) => holding.supplied > 0n && removable(scene, person, holding) > 0n),
  )
  if (choice === undefined) return undefined
  const most = removable(scene, person, choice)
  // All of it now and then, to the unit: the sender's flag then goes off.
  const amount = most === choice.supplied && rng.chance(0.2) ? most : part(rng, most, 0.05, 0.6)
  const receiver = rng.pick(scene.peers)
  return {
    money: [],
    transactions: [transferTransaction(choice.reserve.aToken, person.address, receiver, amount)],
  }
}
