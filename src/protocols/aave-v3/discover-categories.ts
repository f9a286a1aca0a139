import { getAddress, zeroAddress } from 'viem'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import type { Address } from '../../core/address.ts'
import { bps } from '../../core/units.ts'
import { all, ask, call, type Plan } from '../plan.ts'
import type { AaveCategory } from './category.ts'
import type { AaveMarketFact } from './facts.ts'
import { categoryOfReserve } from './reserve.ts'
import { interfaceOf } from './revisions/interface.ts'

/** The ids are eight bits wide and need not be contiguous, so all are asked. */
const ALL_IDS = Array.from({ length: 255 }, (_, i) => i + 1)

/** Reads every efficiency-mode category that is configured, in two rounds. */
export function* discoverCategories({
  pool,
  revision,
  assets,
}: Pick<AaveMarketFact, 'pool' | 'revision' | 'assets'>): Plan<readonly AaveCategory[]> {
  if (!interfaceOf(revision).hasBitmaps) return yield* discoverSingleCategories(pool, assets)
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
    priceSource: undefined,
  }
}

/** Up to V3.1 a reserve names its one category, so that the bitmaps are put together from the reserves. */
function* discoverSingleCategories(pool: Address, assets: readonly Address[]): Plan<readonly AaveCategory[]> {
  const reserves = yield* ask(assets.map((asset) => call(pool, poolAbi, 'getReserveData', asset)))
  const found = yield* ask(ALL_IDS.map((id) => call(pool, poolAbi, 'getEModeCategoryData', id)))
  return ALL_IDS.flatMap((id, i): AaveCategory[] => {
    const terms = found[i]
    if (terms === undefined || terms.liquidationThreshold === 0) return []
    const own = reserves.filter(({ configuration }) => categoryOfReserve(configuration.data) === id)
    return [
      {
        id,
        label: terms.label,
        ltv: bps(BigInt(terms.ltv)),
        liquidationThreshold: bps(BigInt(terms.liquidationThreshold)),
        liquidationBonus: bps(BigInt(terms.liquidationBonus)),
        collateralBitmap: own.reduce((bits, reserve) => bits | (1n << BigInt(reserve.id)), 0n),
        priceSource: terms.priceSource === zeroAddress ? undefined : getAddress(terms.priceSource),
      },
    ]
  })
}
