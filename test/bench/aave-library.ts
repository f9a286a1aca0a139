import { type FormatUserSummaryResponse, formatReserves, formatUserSummary } from '@aave/math-utils'
import { heldPosition } from '../../src/core/book/held-position.ts'
import { aaveTerms } from '../../src/protocols/aave-v3/index.ts'
import type { SyntheticBook } from './synthetic-models.ts'

/** Aave's own library over the same book: the summary of an account at the present prices. */
export function aaveLibrary({ book, block }: SyntheticBook): (account: number) => FormatUserSummaryResponse {
  const { rows } = book
  const currentTimestamp = Number(block.timestamp)
  const currency = { marketReferencePriceInUsd: '100000000', marketReferenceCurrencyDecimals: 8 }
  const formatted = rows.listings.markets.map((market) => {
    const { reserves } = aaveTerms(book, market, block)
    return formatReserves({
      ...currency,
      currentTimestamp,
      reserves: [...reserves.values()].map((reserve) => ({
        ...ABSENT,
        originalId: reserve.id,
        id: `${reserve.id}`,
        symbol: reserve.symbol,
        name: reserve.symbol,
        decimals: reserve.decimals,
        underlyingAsset: reserve.asset,
        usageAsCollateralEnabled: true,
        baseLTVasCollateral: `${reserve.ltv}`,
        reserveLiquidationThreshold: `${reserve.liquidationThreshold}`,
        reserveLiquidationBonus: `${reserve.liquidationBonus}`,
        liquidityIndex: `${reserve.liquidityIndex}`,
        liquidityRate: `${reserve.liquidityRate}`,
        variableBorrowIndex: `${reserve.variableBorrowIndex}`,
        variableBorrowRate: `${reserve.variableBorrowRate}`,
        lastUpdateTimestamp: Number(reserve.lastUpdate),
        priceInMarketReferenceCurrency: `${reserve.price ?? 0n}`,
      })),
    })
  })
  return (account) => {
    const { legs } = heldPosition(rows, account)
    return formatUserSummary({
      ...currency,
      currentTimestamp,
      userEmodeCategoryId: 0,
      formattedReserves: [...(formatted[rows.accounts.market[account] ?? 0] ?? [])],
      userReserves: legs.map((leg) => ({
        underlyingAsset: leg.asset,
        scaledATokenBalance: `${leg.collateral}`,
        usageAsCollateralEnabledOnUser: leg.collateralEnabled,
        scaledVariableDebt: `${leg.debt}`,
      })),
    })
  }
}

/** What its reserves have and a position's value does not depend on. */
const ABSENT = {
  reserveFactor: '1000',
  availableLiquidity: '0',
  totalScaledVariableDebt: '0',
  borrowCap: '0',
  supplyCap: '0',
  debtCeiling: '0',
  debtCeilingDecimals: 2,
  isolationModeTotalDebt: '0',
  virtualUnderlyingBalance: '0',
  deficit: '0',
}
