import { type Composition, leadingLeg, type PriceLeg } from '../../core/scenario/composition.ts'
import type { Driver } from '../../core/scenario/driver.ts'
import { exactDecimal } from '../../core/scenario/exact-decimal.ts'
import { assetKey, composedOf, type PricedAsset } from '../../core/scenario/priced-asset.ts'
import type { ReferencePrices } from '../../core/scenario/reference.ts'
import { BASE_DECIMALS } from '../../core/units.ts'
import { opaqueComposition } from './price-asset.ts'

/** What the config says that an asset follows; `ratio` is `feed` or a decimal number. */
export type ConfiguredDriver = { readonly driver: Driver; readonly ratio: string }
/** By asset as `CHAIN:0xASSET`. */
export type ConfiguredDrivers = Readonly<Record<string, ConfiguredDriver>>

/**
 * The asset as the config wants it to be understood. With `feed` its price follows the named driver and is composed as
 * before; where it is fixed or opaque it follows as a whole. With a decimal number its price is that number of times the
 * driver's own price instead of the oracle's, at every BTC price, so also now; where the driver has no price of its own,
 * what the asset follows is unknown.
 */
export function driverOverride(
  asset: PricedAsset,
  drivers: ConfiguredDrivers,
  { prices }: Pick<ReferencePrices, 'prices'>,
): PricedAsset {
  const configured = drivers[assetKey(asset)]
  if (configured === undefined) return asset
  const { driver, ratio } = configured
  if (ratio === 'feed') return { ...asset, ...composedOf(following(asset, driver)) }
  const price = driver === 'USD' ? 10n ** BigInt(BASE_DECIMALS) : prices[driver]
  if (price === undefined) return { ...asset, ...composedOf(opaqueComposition(asset)) }
  const { numerator, denominator } = exactDecimal(ratio)
  const own = { contract: undefined, decimals: BASE_DECIMALS }
  return {
    ...asset,
    ...composedOf({
      kind: 'ratio',
      base: { kind: 'feed', leg: { ...own, name: `${driver}/USD`, answer: price, driver } },
      ratio: {
        ...own,
        name: `${asset.symbol}/${driver}`,
        answer: numerator,
        decimals: String(denominator).length - 1,
        driver: undefined,
      },
      cap: undefined,
      unit: denominator,
    }),
  }
}

function following(asset: PricedAsset, driver: Driver): Composition {
  const { composition } = asset
  const lead = leadingLeg(composition)
  if (lead !== undefined) return withLead(composition, { ...lead, driver })
  const whole = opaqueComposition(asset)
  return { ...whole, leg: { ...whole.leg, driver } }
}

/** The same composition with another leg in the lead. */
export function withLead(composition: Composition, leg: PriceLeg): Composition {
  switch (composition.kind) {
    case 'feed':
    case 'opaque':
      return { kind: composition.kind, leg }
    case 'fixed':
      return composition
    case 'product':
      return { ...composition, peg: withLead(composition.peg, leg) }
    case 'ratio':
      return { ...composition, base: withLead(composition.base, leg) }
    case 'capped':
    case 'relative-cap':
    case 'scaled':
    case 'quotient':
      return { ...composition, of: withLead(composition.of, leg) }
  }
}
