import { decimal } from '../../core/decimal.ts'
import { mulDiv } from '../../core/math/mul-div.ts'
import { wadDiv } from '../../core/math/ray.ts'
import type { AbsorbingTerms, AssetTerms, MarketTerms } from '../../core/risk/market-terms.ts'
import { usd } from './money.ts'

/** A market and its parameters in JSON; `state` is that of its facts. */
export function marketTermsAnswer(
  chainId: number,
  { market, protocol, revision, borrowers, assets, categories, absorbing, priced }: MarketTerms,
  state: 'complete' | 'incomplete' | 'failing',
) {
  const drivers = new Map(priced.map(({ asset, driver }) => [asset, driver]))
  const [supplied, debt, deficit] = [
    worth(assets, 'supplied'),
    worth(assets, 'debt'),
    worth(assets, 'deficit'),
  ]
  return {
    chainId,
    id: market,
    protocol,
    revision,
    state,
    borrowers,
    suppliedUsd: usd(supplied),
    debtUsd: usd(debt),
    recordedDeficitUsd: usd(deficit),
    utilisation: supplied === 0n ? null : decimal(wadDiv(debt, supplied, 'floor'), 18),
    reserves: assets.map((asset) => ({
      asset: asset.asset,
      symbol: asset.symbol,
      decimals: asset.decimals,
      priceUsd: asset.price === undefined ? null : usd(asset.price),
      driver: drivers.get(asset.asset) ?? null,
      active: asset.active,
      frozen: asset.frozen,
      paused: asset.paused,
      ltvBps: Number(asset.ltv),
      liquidationThresholdBps: Number(asset.liquidationThreshold),
      liquidationBonusBps: Number(asset.liquidationBonus),
      protocolFeeBps: Number(asset.protocolFee),
      suppliedRaw: asset.supplied.toString(),
      debtRaw: asset.debt.toString(),
      deficitRaw: asset.deficit.toString(),
      reservesRaw: null,
      supplyIndex: asset.supplyIndex.toString(),
      borrowIndex: asset.borrowIndex.toString(),
    })),
    eModeCategories: categories.map((category) => ({
      id: category.id,
      label: category.label,
      ltvBps: Number(category.ltv),
      liquidationThresholdBps: Number(category.liquidationThreshold),
      liquidationBonusBps: Number(category.liquidationBonus),
      collateral: [...category.collateral],
    })),
    absorbing: absorbing === undefined ? null : absorbingAnswer(absorbing),
  }
}

const absorbingAnswer = ({ reserves, targetReserves, isSelling, absorbPaused, forSale }: AbsorbingTerms) => ({
  reservesRaw: reserves.toString(),
  targetReservesRaw: targetReserves.toString(),
  selling: isSelling,
  absorbPaused,
  forSale: forSale.map(({ asset, symbol, amount, discount, liquidationFactor }) => ({
    asset,
    symbol,
    raw: amount.toString(),
    discountBps: Number(discount),
    liquidationFactorBps: Number(liquidationFactor),
  })),
})

/** What all of it is worth; assets without a price are left out. */
const worth = (assets: readonly AssetTerms[], what: 'supplied' | 'debt' | 'deficit'): bigint =>
  assets.reduce(
    (sum, asset) => sum + mulDiv(asset[what], asset.price ?? 0n, 10n ** BigInt(asset.decimals), 'floor'),
    0n,
  )
