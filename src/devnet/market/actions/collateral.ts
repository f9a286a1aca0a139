import { type Action, oneOf, removable } from '../action.ts'
import { poolCalls } from '../pool-calls.ts'
import { poolTransaction } from '../transactions.ts'

/**
 * Switches the collateral flag of a supply: on, or off where nothing depends on it. One time in ten without looking, so
 * that the pool has something to refuse: a debt that needs it, or isolation.
 */
export const toggleCollateral: Action = (rng, scene, person) => {
  const isCareless = rng.chance(0.1)
  const choice = oneOf(
    rng,
    person.holdings.filter(
      (holding) =>
        holding.supplied > 0n &&
        holding.reserve.symbol !== 'DAI' &&
        (isCareless || !holding.collateral || removable(scene, person, holding) === holding.supplied),
    ),
  )
  if (choice === undefined) return undefined
  const { reserve, collateral } = choice
  const label = `${person.address} switches ${reserve.symbol} ${collateral ? 'off' : 'on'} as collateral`
  const call = poolCalls.setCollateral(reserve.underlying, !collateral)
  return { money: [], transactions: [poolTransaction(scene.deployment, person.address, [call], label)] }
}
