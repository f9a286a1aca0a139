import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import type { Address } from '../../core/address.ts'
import { bps } from '../../core/units.ts'
import { all, ask, call, type Plan } from '../plan.ts'
import type { AaveCategory } from './category.ts'

/** The ids are eight bits wide and need not be contiguous, so all are asked. */
const ALL_IDS = Array.from({ length: 255 }, (_, i) => i + 1)

/** Reads every efficiency-mode category that is configured, in two rounds. */
export function* discoverCategories(pool: Address): Plan<readonly AaveCategory[]> {
  const found = yield* all(ALL_IDS.map((id) => discoverCategory(pool, id)))
  return found.filter((category) => category !== undefined)
}

function* discoverCategory(pool: Address, id: number): Plan<AaveCategory | undefined> {
  const [terms] = yield* ask([call(pool, poolAbi, 'getEModeCategoryCollateralConfig', id)])
  // The configurator accepts no category without a threshold, so zero means that the id is free.
  if (terms.liquidationThreshold === 0) return undefined
  const [collateralBitmap, label] = yield* ask([
    call(pool, poolAbi, 'getEModeCategoryCollateralBitmap', id),
    call(pool, poolAbi, 'getEModeCategoryLabel', id),
  ])
  return {
    id,
    label,
    ltv: bps(BigInt(terms.ltv)),
    liquidationThreshold: bps(BigInt(terms.liquidationThreshold)),
    liquidationBonus: bps(BigInt(terms.liquidationBonus)),
    collateralBitmap,
  }
}
