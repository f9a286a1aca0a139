import { leadingLeg } from '../../core/scenario/composition.ts'
import { DRIVERS, type Driver, driverOf } from '../../core/scenario/driver.ts'
import { composedOf, type PricedAsset } from '../../core/scenario/priced-asset.ts'
import { BASE_DECIMALS, baseValue } from '../../core/units.ts'
import { withLead } from './driver-override.ts'

/**
 * An asset whose price is counted in a driver other than USD, as in a market of ether. A leg such as `BTC/ETH` follows
 * BTC and is counted in ETH; one of a token that is named after nothing else, such as `wstETH/ETH`, follows what it is
 * counted in, and so does a fixed price.
 */
export function countedIn(asset: PricedAsset, numeraire: Driver | undefined): PricedAsset {
  if (asset.composition.kind === 'fixed') return { ...asset, driver: numeraire }
  const lead = leadingLeg(asset.composition)
  const [token = '', quoted, ...rest] = lead?.name.split('/') ?? []
  const quote = DRIVERS.find((driver) => driver === quoted)
  if (lead === undefined || quote === undefined || quote === 'USD' || rest.length > 0) return asset
  const own = driverOf(`${token}/USD`)
  const driver = own === 'SELF' ? quote : own
  return { ...asset, ...composedOf(withLead(asset.composition, { ...lead, driver, quote })) }
}

/** The same asset with its price in USD: what it is counted in leads, and its own price scales that. */
export function toldInUsd(asset: PricedAsset, numeraire: PricedAsset): PricedAsset {
  const unit = 10n ** BigInt(BASE_DECIMALS)
  const { price } = asset
  const isKnown = price !== undefined && numeraire.price !== undefined
  const composition = { kind: 'product', asset: asset.composition, peg: numeraire.composition, unit } as const
  return {
    ...asset,
    ...composedOf(composition),
    driver: asset.driver,
    price: isKnown ? baseValue((price * (numeraire.price ?? 0n)) / unit) : undefined,
  }
}
