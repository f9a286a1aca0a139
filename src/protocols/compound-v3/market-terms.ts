import type { AbsorbingTerms, AssetTerms } from '../../core/risk/market-terms.ts'
import type { PricedAsset } from '../../core/scenario/priced-asset.ts'
import { type BaseValue, type Bps, bps, ONE_IN_BPS, tokenAmount } from '../../core/units.ts'
import { presentValue } from './interest.ts'
import { discountOf, isSelling, reservesOf, stockOf } from './sale.ts'
import type { CometState, ValuedAsset } from './state.ts'
import { type Factor, ONE_FACTOR } from './units.ts'

const inBps = (share: Factor): Bps => bps((share * ONE_IN_BPS) / ONE_FACTOR)

/** The base token and the collateral of a market; indices in ray, prices in USD. */
export function assetTerms(state: CometState, listed: readonly PricedAsset[]): readonly AssetTerms[] {
  const { terms, base, indices } = state
  const prices = new Map(listed.map(({ asset, price }) => [asset, price]))
  const reserves = reservesOf(state)
  const plain = { active: true, frozen: false, protocolFee: bps(0n) }
  return [
    {
      ...plain,
      asset: terms.base,
      symbol: terms.baseSymbol,
      decimals: terms.baseDecimals,
      price: prices.get(terms.base),
      paused: base.withdrawPaused,
      ltv: bps(0n),
      liquidationThreshold: bps(0n),
      liquidationBonus: bps(0n),
      supplied: presentValue(indices.supply, base.totalSupply),
      debt: presentValue(indices.borrow, base.totalBorrow),
      deficit: reserves < 0n ? -reserves : 0n,
      supplyIndex: indices.supply * TO_RAY,
      borrowIndex: indices.borrow * TO_RAY,
    },
    ...[...state.assets.values()].map((asset) => ({
      ...plain,
      ...collateralTerms(state, asset, prices.get(asset.asset)),
    })),
  ]
}

/** Comet's indices have 15 decimals, a ray has 27. */
const TO_RAY = 10n ** 12n

function collateralTerms(state: CometState, asset: ValuedAsset, price: BaseValue | undefined) {
  const { symbol, decimals, borrowFactor, liquidateFactor, total } = asset
  return {
    asset: asset.asset,
    symbol,
    decimals,
    price,
    paused: state.base.absorbPaused,
    ltv: inBps(borrowFactor),
    liquidationThreshold: inBps(liquidateFactor),
    // Whoever buys it from the protocol pays so much less than the price.
    liquidationBonus: bps(ONE_IN_BPS + inBps(discountOf(state, asset))),
    supplied: total,
    debt: 0n,
    deficit: 0n,
    supplyIndex: TO_RAY * 10n ** 15n,
    borrowIndex: TO_RAY * 10n ** 15n,
  }
}

/** What the protocol owns and sells. */
export const absorbingTerms = (state: CometState): AbsorbingTerms => ({
  reserves: reservesOf(state),
  targetReserves: state.terms.targetReserves,
  isSelling: isSelling(state),
  absorbPaused: state.base.absorbPaused,
  forSale: [...state.assets.values()].map((asset) => ({
    asset: asset.asset,
    symbol: asset.symbol,
    amount: tokenAmount(stockOf(asset)),
    discount: inBps(discountOf(state, asset)),
    liquidationFactor: inBps(asset.liquidationFactor),
  })),
})
