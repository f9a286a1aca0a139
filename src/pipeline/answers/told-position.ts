import type { LiquidationPrice } from '../../core/risk/liquidation-price.ts'
import type { ToldPosition } from '../../core/risk/questions.ts'
import { healthFactor, usd } from './money.ts'

/** A position in JSON: money as decimal strings with all digits, the unit in the name. */
export function toldPositionAnswer(chainId: number, position: ToldPosition) {
  return {
    chainId,
    market: position.market,
    protocol: position.protocol,
    account: position.account,
    healthFactor: healthFactor(position.healthFactor),
    collateralUsd: usd(position.collateral),
    debtUsd: usd(position.debt),
    liquidationThresholdBps: Number(position.liquidationThreshold),
    eModeCategory: position.category ?? null,
    underThreshold: position.isUnder,
    underThresholdAsStored: position.isUnderAsStored ?? null,
    liquidatable: position.isLiquidatable,
    blockedBy: [...position.blockedBy],
    liquidationBtcPrice: Object.fromEntries(
      [...position.liquidationPrices].map(([scenario, price]) => [scenario, liquidationPriceAnswer(price)]),
    ),
    legs: position.legs.map((leg) => ({
      asset: leg.asset,
      symbol: leg.symbol,
      driver: leg.driver ?? null,
      collateralRaw: leg.collateral.toString(),
      debtRaw: leg.debt.toString(),
      collateralUsd: usd(leg.collateralValue),
      debtUsd: usd(leg.debtValue),
      collateralEnabled: leg.collateralEnabled,
      liquidationThresholdBps: Number(leg.liquidationThreshold),
    })),
  }
}

function liquidationPriceAnswer(found: LiquidationPrice) {
  if (found.status !== 'crosses')
    return { status: found.status, price: null, direction: null, distanceBps: null, otherPrice: null }
  const { status, price, direction, distanceBps, other } = found
  return {
    status,
    price: usd(price),
    direction,
    distanceBps,
    otherPrice: other === undefined ? null : usd(other),
  }
}
