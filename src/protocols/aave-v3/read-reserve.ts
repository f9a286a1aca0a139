import { getAddress, isAddressEqual, zeroAddress } from 'viem'
import { oracleAbi } from '../../../abis/aave-v3/oracle.ts'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import { discountedDebtTokenAbi, guardedTokenAbi, scaledTokenAbi } from '../../../abis/aave-v3/tokens.ts'
import type { Address } from '../../core/address.ts'
import { type BaseValue, baseValue, ray, scaledAmount, timestamp, tokenAmount } from '../../core/units.ts'
import { ask, type Call, call, optional, type Plan } from '../plan.ts'
import type { AaveMarketFact } from './facts.ts'
import { type AaveReserve, unpackConfiguration } from './reserve.ts'
import { interfaceOf } from './revisions/interface.ts'

/** Whom to ask about reserves, and what can be asked. */
export type MarketContracts = Pick<AaveMarketFact, 'pool' | 'oracle' | 'revision'>

/** The contracts of one reserve; they never change while it is listed. */
export type ReserveTokens = Pick<AaveReserve, 'asset' | 'aToken' | 'variableDebtToken'>

/** One reserve as read: its terms, its price if the oracle has one, and the revisions its tokens run. */
export type ReadReserve = {
  readonly reserve: AaveReserve
  readonly price: BaseValue | undefined
  /** The pool names other tokens than these: the asset was dropped, and listed again. */
  readonly hasMoved: boolean
  readonly aTokenRevision: number
  readonly debtTokenRevision: number
  /** Debts in it are not what the index makes of them. */
  readonly isDiscounted: boolean
}

/** What of a reserve can change in a block without any log: the oracle's price and the token's own switches. */
export type QuietReserve = {
  readonly price: BaseValue | undefined
  readonly tokenPaused: boolean
  readonly tokenBlacklisted: boolean
}

/** Reads all of a reserve in one round; of an older revision what its pool can be asked. */
export function* readReserve(market: MarketContracts, tokens: ReserveTokens): Plan<ReadReserve> {
  const { asset, aToken, variableDebtToken } = tokens
  const { hasDeficits, hasGracePeriods, hasStableDebt, mayDiscount } = interfaceOf(market.revision)
  const [packed, deficit, grace, supply, debtSupply, aTokenRevision, debtTokenRevision, symbol, ...rest] =
    yield* ask([
      call(market.pool, poolAbi, 'getReserveData', asset),
      ifThere(hasDeficits, call(market.pool, poolAbi, 'getReserveDeficit', asset)),
      ifThere(hasGracePeriods, call(market.pool, poolAbi, 'getLiquidationGracePeriod', asset)),
      call(aToken, scaledTokenAbi, 'scaledTotalSupply'),
      call(variableDebtToken, scaledTokenAbi, 'scaledTotalSupply'),
      call(aToken, scaledTokenAbi, 'ATOKEN_REVISION'),
      call(variableDebtToken, scaledTokenAbi, 'DEBT_TOKEN_REVISION'),
      optional(call(asset, guardedTokenAbi, 'symbol')),
      ...quietCalls(market, tokens),
      ...(mayDiscount ? [optional(call(variableDebtToken, discountedDebtTokenAbi, 'getDiscountToken'))] : []),
    ])
  const [priceNow, paused, blacklisted, discountToken] = rest
  const { price, tokenPaused, tokenBlacklisted } = quietReserve([priceNow, paused, blacklisted])
  const reserve: AaveReserve = {
    ...unpackConfiguration(packed.configuration.data),
    asset,
    symbol: symbol ?? asset,
    id: packed.id,
    aToken,
    variableDebtToken,
    stableDebtToken: hasStableDebt ? tokenAt(packed.stableDebtTokenAddress) : undefined,
    liquidityIndex: ray(packed.liquidityIndex),
    liquidityRate: ray(packed.currentLiquidityRate),
    variableBorrowIndex: ray(packed.variableBorrowIndex),
    variableBorrowRate: ray(packed.currentVariableBorrowRate),
    lastUpdate: timestamp(BigInt(packed.lastUpdateTimestamp)),
    gracePeriodUntil: timestamp(BigInt(grace ?? 0)),
    deficit: tokenAmount(deficit ?? 0n),
    scaledSupply: scaledAmount(supply),
    scaledDebtSupply: scaledAmount(debtSupply),
    tokenPaused,
    tokenBlacklisted,
  }
  return {
    reserve,
    price,
    hasMoved:
      !isAddressEqual(packed.aTokenAddress, aToken) ||
      !isAddressEqual(packed.variableDebtTokenAddress, variableDebtToken),
    aTokenRevision: Number(aTokenRevision),
    debtTokenRevision: Number(debtTokenRevision),
    isDiscounted: discountToken !== undefined && discountToken !== zeroAddress,
  }
}

/** A getter that an older pool does not have answers nothing there, which stands for zero. */
const ifThere = <T>(isThere: boolean, getter: Call<T>): Call<T | undefined> =>
  isThere ? getter : optional(getter)

const tokenAt = (token: Address): Address | undefined =>
  token === zeroAddress ? undefined : getAddress(token)

/** Reads what changes without a log, in one round. */
export function* readQuietReserve(market: MarketContracts, tokens: ReserveTokens): Plan<QuietReserve> {
  return quietReserve(yield* ask(quietCalls(market, tokens)))
}

const quietCalls = ({ oracle }: MarketContracts, { asset, aToken }: ReserveTokens) =>
  [
    optional(call(oracle, oracleAbi, 'getAssetPrice', asset)),
    optional(call(asset, guardedTokenAbi, 'paused')),
    optional(call(asset, guardedTokenAbi, 'isBlacklisted', aToken)),
  ] as const

const quietReserve = ([price, paused, blacklisted]: readonly [
  bigint | undefined,
  boolean | undefined,
  boolean | undefined,
]): QuietReserve => ({
  price: price === undefined ? undefined : baseValue(price),
  tokenPaused: paused ?? false,
  tokenBlacklisted: blacklisted ?? false,
})
