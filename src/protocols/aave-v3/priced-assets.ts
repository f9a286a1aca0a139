import type { PricedAsset } from '../../core/scenario/priced-asset.ts'
import { referencePrices } from '../../core/scenario/reference.ts'
import { type ConfiguredDrivers, driverOverride } from '../oracle/driver-override.ts'
import { priceAsset } from '../oracle/price-asset.ts'
import type { AaveState } from './state.ts'

/**
 * Every listed asset, and whatever else a category is priced by, with its price and what that is made of, at the state's block; `drivers` goes before what the
 * oracles' compositions say.
 */
export function pricedAssets(
  {
    block,
    reserves,
    categories,
    oracles,
    feeds,
  }: Pick<AaveState, 'block' | 'reserves' | 'categories' | 'oracles' | 'feeds'>,
  drivers: ConfiguredDrivers = {},
): readonly PricedAsset[] {
  const { chainId, timestamp: now } = block
  const sources = [...categories.values()].flatMap(({ label, priceSource: asset, price }) =>
    asset === undefined || reserves.has(asset) ? [] : [{ asset, symbol: label, price }],
  )
  const assets = [...reserves.values(), ...sources].map(({ asset, symbol, price }) =>
    priceAsset({ chainId, asset, symbol, price, oracle: oracles.get(asset), feeds, now }),
  )
  const reference = referencePrices(assets)
  return assets.map((asset) => driverOverride(asset, drivers, reference))
}
