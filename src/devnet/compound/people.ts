import type { Address } from '../../core/address.ts'
import type { DevnetClient } from '../client.ts'
import { cometAbi } from './comet-abi.ts'
import type { CometScene, PricedSlot } from './scene.ts'

/** What an account has put in of one collateral. */
export type CometHolding = { readonly slot: PricedSlot; readonly balance: bigint }

/** An account as it stands in one market before it acts; amounts of the base token. */
export type CometPerson = {
  readonly address: Address
  readonly lent: bigint
  readonly owed: bigint
  /** What it may owe by its collateral, without what it owes already. */
  readonly power: bigint
  /** Those with something in them, in the order of the slots. */
  readonly holdings: readonly CometHolding[]
}

const FACTOR = 10n ** 18n

/** How accounts stand at the newest block. */
export function readCometPeople(
  client: DevnetClient,
  scene: CometScene,
  addresses: readonly Address[],
): Promise<readonly CometPerson[]> {
  const comet = { address: scene.market.comet, abi: cometAbi } as const
  return Promise.all(
    addresses.map(async (address): Promise<CometPerson> => {
      const [lent, owed, balances] = await Promise.all([
        client.readContract({ ...comet, functionName: 'balanceOf', args: [address] }),
        client.readContract({ ...comet, functionName: 'borrowBalanceOf', args: [address] }),
        Promise.all(
          scene.slots.map(({ asset }) =>
            client.readContract({ ...comet, functionName: 'userCollateral', args: [address, asset] }),
          ),
        ),
      ])
      const holdings = scene.slots.flatMap((slot, i): CometHolding[] => {
        const [balance] = balances[i] ?? [0n, 0n]
        return balance === 0n ? [] : [{ slot, balance }]
      })
      const power = holdings.reduce((sum, { slot, balance }) => sum + borrowable(scene, slot, balance), 0n)
      return { address, lent, owed, power, holdings }
    }),
  )
}

/** What an amount of collateral lets an account owe, in the base token. */
export function borrowable({ base }: CometScene, slot: PricedSlot, amount: bigint): bigint {
  const value = (amount * slot.price) / 10n ** BigInt(slot.decimals)
  return (((value * slot.borrowCollateralFactor) / FACTOR) * base.scale) / base.price
}

/** The amount of collateral that lets an account owe so much of the base token; the inverse of `borrowable`. */
export function collateralFor({ base }: CometScene, slot: PricedSlot, amount: bigint): bigint {
  const value = (((amount * base.price) / base.scale) * FACTOR) / slot.borrowCollateralFactor
  return (value * 10n ** BigInt(slot.decimals)) / slot.price
}
