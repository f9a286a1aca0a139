import { atMost } from '../market/action.ts'
import { type CometPerson, collateralFor } from './people.ts'
import type { CometScene, PricedSlot } from './scene.ts'

/** How much of a collateral an account's debt can do without. */
export type SpareCollateral = {
  readonly slot: PricedSlot
  /** Above zero. */
  readonly most: bigint
  /** Whether that is all it has of it. */
  readonly isAll: boolean
}

/** Every collateral of which something can leave. */
export function spare(scene: CometScene, person: CometPerson): readonly SpareCollateral[] {
  const free = person.power - person.owed
  return person.holdings.flatMap(({ slot, balance }): SpareCollateral[] => {
    const most =
      person.owed === 0n ? balance : free <= 0n ? 0n : atMost(balance, collateralFor(scene, slot, free))
    return most === 0n ? [] : [{ slot, most, isAll: most === balance }]
  })
}
