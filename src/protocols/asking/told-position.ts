import { liquidationPrice } from '../../core/risk/liquidation-price.ts'
import type { Valued } from '../../core/risk/list-filter.ts'
import { driversOf } from '../../core/risk/market-model.ts'
import type { ToldPosition, WantedPrices } from '../../core/risk/questions.ts'
import type { BookMarket } from '../book-market.ts'

/** A valued position as plain data, with the liquidation prices that are wanted. */
export function toldPosition(
  model: BookMarket,
  { position, valuation }: Valued,
  wanted: WantedPrices | undefined,
): ToldPosition {
  const { liquidation, category: id, ...figures } = valuation
  const { steps, blockedBy } = valuation.isUnder ? liquidation() : { steps: [], blockedBy: [] }
  const symbols = new Map(model.assets.map(({ asset, symbol }) => [asset, symbol]))
  const driverOf = driversOf(model)
  const label = model.categories.find((category) => category.id === id)?.label
  const prices = (wanted?.scenarios ?? []).flatMap((scenario) => {
    const price = wanted && liquidationPrice(model, position, scenario, wanted.reference)
    return price === undefined ? [] : [[scenario.name, price] as const]
  })
  return {
    market: model.market,
    protocol: model.protocol,
    account: figures.account,
    collateral: figures.collateral,
    debt: figures.debt,
    healthFactor: figures.healthFactor,
    liquidationThreshold: figures.liquidationThreshold,
    category: id === 0 ? undefined : { id, label: label ?? '' },
    isUnder: figures.isUnder,
    isUnderAsStored: valuation.asStored?.(),
    isLiquidatable: steps.length > 0,
    blockedBy,
    liquidationPrices: new Map(prices),
    legs: figures.legs.map(
      ({ asset, collateral, debt, collateralValue, debtValue, collateralEnabled, liquidationThreshold }) => ({
        asset,
        collateral,
        debt,
        collateralValue,
        debtValue,
        collateralEnabled,
        liquidationThreshold,
        symbol: symbols.get(asset) ?? asset,
        driver: driverOf(asset),
      }),
    ),
  }
}
