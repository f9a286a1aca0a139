import { decimal } from '../../core/decimal.ts'
import { wadDiv } from '../../core/math/ray.ts'
import { leadingLeg } from '../../core/scenario/composition.ts'
import type { PricedAsset } from '../../core/scenario/priced-asset.ts'
import { BASE_DECIMALS } from '../../core/units.ts'
import { isoTime } from './as-of.ts'
import { usd } from './money.ts'

/** An asset's price and what moves it in JSON. */
export function pricedAssetAnswer(market: string, priced: PricedAsset) {
  const { chainId, asset, symbol, price, source, driver, composition } = priced
  const lead = leadingLeg(composition)
  // In base units, so that the quotient is one of two prices.
  const led = lead && (lead.answer * 10n ** BigInt(BASE_DECIMALS)) / 10n ** BigInt(lead.decimals)
  return {
    chainId,
    market,
    asset,
    symbol,
    priceUsd: price === undefined ? null : usd(price),
    driver: driver ?? null,
    ratio:
      price === undefined || led === undefined || led === 0n
        ? null
        : decimal(wadDiv(price, led, 'floor'), 18),
    source: source ?? null,
    round: lead?.roundId?.toString() ?? null,
    updatedAt: lead?.updatedAt === undefined || lead.updatedAt === 0n ? null : isoTime(lead.updatedAt),
  }
}
