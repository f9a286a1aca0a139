import { getAddress } from 'viem'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import type { Address } from '../../core/address.ts'
import { all, ask, call, type Plan } from '../plan.ts'
import { type MarketContracts, type ReadReserve, readReserve } from './read-reserve.ts'

/** Reads every listed reserve, all of them side by side, in three rounds. */
export function* discoverReserves(market: MarketContracts): Plan<readonly ReadReserve[]> {
  const [listed] = yield* ask([call(market.pool, poolAbi, 'getReservesList')])
  return yield* all(listedAssets(listed).map((asset) => discoverReserve(market, asset)))
}

/** The assets of the pool's list. Dropped reserves are not in it; ids, not places here, index the bitmaps. */
export const listedAssets = (list: readonly Address[]): readonly Address[] =>
  list.map((asset) => getAddress(asset))

function* discoverReserve(market: MarketContracts, asset: Address): Plan<ReadReserve> {
  const [packed] = yield* ask([call(market.pool, poolAbi, 'getReserveData', asset)])
  const aToken = getAddress(packed.aTokenAddress)
  const variableDebtToken = getAddress(packed.variableDebtTokenAddress)
  return yield* readReserve(market, { asset, aToken, variableDebtToken })
}
