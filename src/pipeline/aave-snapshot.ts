import { type AaveState, aaveStateIn } from '../protocols/aave-v3/index.ts'
import { type Snapshot, takeSnapshot } from './snapshot.ts'

/** An Aave V3 market at one block with all its accounts, in its own terms. */
export type AaveSnapshot = Snapshot & { readonly state: AaveState }

/** Reads a whole Aave V3 market as `takeSnapshot` does. */
export async function takeAaveSnapshot(...asked: Parameters<typeof takeSnapshot>): Promise<AaveSnapshot> {
  const snapshot = await takeSnapshot(...asked)
  return { ...snapshot, state: aaveStateIn(snapshot.book, snapshot.market, snapshot.block) }
}
