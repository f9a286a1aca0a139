import { assetKey, type PricedAsset } from '../../core/scenario/priced-asset.ts'
import type { Finding } from './finding.ts'

/** Says of which assets nobody knows what their price follows, and how the config can say it. */
export function unknownPrices(market: string, assets: readonly PricedAsset[]): readonly Finding[] {
  const unknown = assets.filter(({ price, driver }) => price !== undefined && driver === undefined)
  const [opaque, other] = [true, false].map((isOpaque) =>
    unknown.filter(({ composition }) => (composition.kind === 'opaque') === isOpaque),
  )
  return [
    ...warning(market, opaque, 'What the prices of these are made of is not understood', 'price_opaque'),
    ...warning(market, other, 'What the prices of these follow is not known', 'driver_unknown'),
  ]
}

function warning(
  market: string,
  assets: readonly PricedAsset[] = [],
  found: string,
  code: string,
): readonly Finding[] {
  const [first] = assets
  if (first === undefined) return []
  const names = assets.map((asset) => `${asset.symbol} (${assetKey(asset)})`).join(', ')
  const example = `"drivers": { "${assetKey(first)}": { "driver": "ETH", "ratio": "feed" } }`
  return [
    {
      subject: market,
      verdict: 'warning',
      found: `${found}: ${names}.`,
      remedy: `They keep their price in every scenario. Say in the config what they follow, for example ${example}.`,
      code,
    },
  ]
}
