import { getAddress, zeroAddress } from 'viem'
import { oracleAbi } from '../../../abis/aave-v3/oracle.ts'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import { guardedTokenAbi, scaledTokenAbi } from '../../../abis/aave-v3/tokens.ts'
import type { Address } from '../../core/address.ts'
import { type BaseValue, baseValue, ray, scaledAmount, timestamp, tokenAmount } from '../../core/units.ts'
import { all, ask, call, optional, type Plan } from '../plan.ts'
import type { AaveMarketFact } from './facts.ts'
import { type AaveReserve, unpackConfiguration } from './reserve.ts'

/** One listed reserve as read: its terms, its price if the oracle has one, and the revisions its tokens run. */
export type DiscoveredReserve = {
  readonly reserve: AaveReserve
  readonly price: BaseValue | undefined
  readonly aTokenRevision: number
  readonly debtTokenRevision: number
}

/** Reads every listed reserve, all of them side by side, in three rounds. */
export function* discoverReserves(market: AaveMarketFact): Plan<readonly DiscoveredReserve[]> {
  const [listed] = yield* ask([call(market.pool, poolAbi, 'getReservesList')])
  // A dropped reserve leaves a hole in the list.
  const assets = listed.filter((asset) => asset !== zeroAddress).map((asset) => getAddress(asset))
  return yield* all(assets.map((asset) => discoverReserve(market, asset)))
}

function* discoverReserve({ pool, oracle }: AaveMarketFact, asset: Address): Plan<DiscoveredReserve> {
  const [packed] = yield* ask([call(pool, poolAbi, 'getReserveData', asset)])
  const aToken = getAddress(packed.aTokenAddress)
  const variableDebtToken = getAddress(packed.variableDebtTokenAddress)
  const [price, deficit, grace, supply, debtSupply, aTokenRevision, debtTokenRevision] = yield* ask([
    optional(call(oracle, oracleAbi, 'getAssetPrice', asset)),
    call(pool, poolAbi, 'getReserveDeficit', asset),
    call(pool, poolAbi, 'getLiquidationGracePeriod', asset),
    call(aToken, scaledTokenAbi, 'scaledTotalSupply'),
    call(variableDebtToken, scaledTokenAbi, 'scaledTotalSupply'),
    call(aToken, scaledTokenAbi, 'ATOKEN_REVISION'),
    call(variableDebtToken, scaledTokenAbi, 'DEBT_TOKEN_REVISION'),
  ])
  const [symbol, paused, blacklisted] = yield* ask([
    optional(call(asset, guardedTokenAbi, 'symbol')),
    optional(call(asset, guardedTokenAbi, 'paused')),
    optional(call(asset, guardedTokenAbi, 'isBlacklisted', aToken)),
  ])
  const reserve: AaveReserve = {
    ...unpackConfiguration(packed.configuration.data),
    asset,
    symbol: symbol ?? asset,
    id: packed.id,
    aToken,
    variableDebtToken,
    liquidityIndex: ray(packed.liquidityIndex),
    liquidityRate: ray(packed.currentLiquidityRate),
    variableBorrowIndex: ray(packed.variableBorrowIndex),
    variableBorrowRate: ray(packed.currentVariableBorrowRate),
    lastUpdate: timestamp(BigInt(packed.lastUpdateTimestamp)),
    gracePeriodUntil: timestamp(BigInt(grace)),
    deficit: tokenAmount(deficit),
    scaledSupply: scaledAmount(supply),
    scaledDebtSupply: scaledAmount(debtSupply),
    tokenPaused: paused ?? false,
    tokenBlacklisted: blacklisted ?? false,
  }
  return {
    reserve,
    price: price === undefined ? undefined : baseValue(price),
    aTokenRevision: Number(aTokenRevision),
    debtTokenRevision: Number(debtTokenRevision),
  }
}
