import { encodeFunctionData } from 'viem'
import type { Address } from '../../../core/address.ts'
import { MAX_UINT256 } from '../../../core/units.ts'
import { type Intent, part } from '../../market/action.ts'
import { type CometAction, customary } from '../action.ts'
import { cometAbi } from '../comet-abi.ts'
import type { CometScene } from '../scene.ts'
import { cometTransaction, supplyIntent } from '../transactions.ts'

/** Lends some of the base token; who owes pays that back with it. */
export const lend: CometAction = (rng, scene, { address }) => {
  const amount = part(rng, customary(scene), 0.1, 3)
  return supplyIntent(scene, baseOf(scene), { from: address, to: address, amount })
}

/** Pays debt back, one's own or now and then somebody else's: a part, or all of it to the unit. */
export const repay: CometAction = (rng, scene, { address, owed }) => {
  if (rng.chance(0.15)) {
    const amount = part(rng, customary(scene), 0.05, 0.5)
    return supplyIntent(scene, baseOf(scene), { from: address, to: rng.pick(scene.peers), amount })
  }
  if (owed === 0n) return undefined
  const isAll = rng.chance(1 / 3)
  const amount = isAll ? MAX_UINT256 : part(rng, owed, 0.05, 0.9)
  // Twice the debt is enough for years of interest.
  return supplyIntent(scene, baseOf(scene), { from: address, to: address, amount, money: owed * 2n })
}

/** Takes lent money back: a part, or all of it to the unit. */
export const reclaim: CometAction = (rng, scene, { address, lent }) => {
  if (lent === 0n) return undefined
  const amount = rng.chance(0.3) ? MAX_UINT256 : part(rng, lent, 0.1, 0.9)
  return withdrawBase(scene, address, amount)
}

/** Borrows a part of what collateral allows, beyond what is lent; now and then more than that. */
export const borrow: CometAction = (rng, scene, { address, lent, owed, power }) => {
  const free = power - owed
  if (free <= 0n) return undefined
  return withdrawBase(scene, address, lent + part(rng, free, 0.1, rng.chance(0.05) ? 2 : 0.98))
}

/** Takes base money out of the market; what is not lent is borrowed. */
export function withdrawBase(scene: CometScene, address: Address, amount: bigint): Intent {
  const { asset, symbol } = baseOf(scene)
  const data = encodeFunctionData({ abi: cometAbi, functionName: 'withdraw', args: [asset, amount] })
  const label = `${address} withdraws ${amount} ${symbol}`
  return { money: [], transactions: [cometTransaction(scene, address, data, label)] }
}

function baseOf({ market, base }: CometScene) {
  return { asset: market.configuration.baseToken, symbol: base.symbol }
}
