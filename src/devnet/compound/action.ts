import type { Intent } from '../market/action.ts'
import type { Random } from '../random.ts'
import type { CometPerson } from './people.ts'
import type { CometScene } from './scene.ts'

/** Decides one thing to do in a market; `undefined` when the account is in no position to do it. */
export type CometAction = (rng: Random, scene: CometScene, person: CometPerson) => Intent | undefined

/** A usual sum in the market, base units: fifty times the least that can be borrowed. */
export function customary({ market }: CometScene): bigint {
  return market.configuration.baseBorrowMin * 50n
}
