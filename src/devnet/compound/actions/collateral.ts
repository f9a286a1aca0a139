import { encodeFunctionData } from 'viem'
import { oneOf, part } from '../../market/action.ts'
import { type CometAction, customary } from '../action.ts'
import { cometAbi } from '../comet-abi.ts'
import { collateralFor } from '../people.ts'
import { spare } from '../spare-collateral.ts'
import { cometTransaction, supplyIntent } from '../transactions.ts'

/** Puts in some of any collateral: for a usual sum of debt or a part of it. */
export const addCollateral: CometAction = (rng, scene, { address }) => {
  const slot = oneOf(rng, scene.slots)
  if (slot === undefined) return undefined
  const amount = part(rng, collateralFor(scene, slot, customary(scene)), 0.2, 3)
  return supplyIntent(scene, slot, { from: address, to: address, amount })
}

/** Takes collateral out, as much as the debt can do without; all of a kind now and then. */
export const removeCollateral: CometAction = (rng, scene, person) => {
  const choice = oneOf(rng, spare(scene, person))
  if (choice === undefined) return undefined
  const { slot, most, isAll } = choice
  const amount = isAll && rng.chance(0.3) ? most : part(rng, most, 0.1, 0.95)
  const data = encodeFunctionData({ abi: cometAbi, functionName: 'withdraw', args: [slot.asset, amount] })
  const label = `${person.address} withdraws ${amount} ${slot.symbol}`
  return { money: [], transactions: [cometTransaction(scene, person.address, data, label)] }
}
