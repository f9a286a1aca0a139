import { encodeFunctionData } from 'viem'
import type { Address } from '../../../core/address.ts'
import { MAX_UINT256 } from '../../../core/units.ts'
import { oneOf, part } from '../../market/action.ts'
import type { CometAction } from '../action.ts'
import { cometAbi } from '../comet-abi.ts'
import type { CometScene } from '../scene.ts'
import { spare } from '../spare-collateral.ts'
import { cometTransaction } from '../transactions.ts'

/**
 * Sends base money to somebody. What is not lent is borrowed for it, and no log tells of the sender then; if the
 * receiver still owes afterwards, there is no log at all.
 */
export const sendBase: CometAction = (rng, scene, { address, lent, owed, power }) => {
  const free = power - owed
  const isBorrowing = free > 0n && (lent === 0n || rng.chance(0.5))
  if (!isBorrowing && lent === 0n) return undefined
  const some = isBorrowing ? lent + part(rng, free, 0.05, 0.9) : part(rng, lent, 0.1, 0.95)
  const amount = !isBorrowing && rng.chance(0.2) ? MAX_UINT256 : some
  return sending(scene, address, rng.pick(scene.peers), scene.market.configuration.baseToken, amount)
}

/** Sends collateral to somebody, all of a kind now and then. */
export const sendCollateral: CometAction = (rng, scene, person) => {
  const choice = oneOf(rng, spare(scene, person))
  if (choice === undefined) return undefined
  const { slot, most, isAll } = choice
  const amount = isAll && rng.chance(0.3) ? most : part(rng, most, 0.1, 0.9)
  return sending(scene, person.address, rng.pick(scene.peers), slot.asset, amount)
}

function sending(scene: CometScene, from: Address, to: Address, asset: Address, amount: bigint) {
  const args = [to, asset, amount] as const
  const data = encodeFunctionData({ abi: cometAbi, functionName: 'transferAsset', args })
  const label = `${from} sends ${amount} of ${asset} to ${to}`
  return { money: [], transactions: [cometTransaction(scene, from, data, label)] } as const
}
