import { driverOf } from '../../core/scenario/driver.ts'
import { assetKey, type PricedAsset } from '../../core/scenario/priced-asset.ts'
import type { BookMarket } from '../../protocols/book-market.ts'
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

/**
 * Says that a market seems to count in something else than USD although the config names no feed for that: what it counts
 * its own base token in is fixed, as it is where that token is what it counts in, and nothing says that it is a dollar.
 */
export function unknownNumeraire(market: string, { assets, priced }: BookMarket): readonly Finding[] {
  const [base] = assets
  const counted = priced.find(({ asset }) => asset === base?.asset)
  if (counted?.composition.kind !== 'fixed' || driverOf(`${counted.symbol}/USD`) === 'USD') return []
  if (priced.length > assets.length) return []
  return [
    {
      subject: market,
      verdict: 'warning',
      found: `The price of ${counted.symbol}, the base token, is fixed, so that this market seems not to count in USD.`,
      remedy: 'Name the feed that states in USD what it counts in as numeraireUsdFeed, such as ETH/USD.',
      code: 'numeraire_unknown',
    },
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
