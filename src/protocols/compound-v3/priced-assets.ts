import type { PricedAsset } from '../../core/scenario/priced-asset.ts'
import { referencePrices } from '../../core/scenario/reference.ts'
import { countedIn, toldInUsd } from '../oracle/counted-in.ts'
import { type ConfiguredDrivers, driverOverride } from '../oracle/driver-override.ts'
import { priceAsset } from '../oracle/price-asset.ts'
import type { CometState } from './state.ts'

/** A market's assets and their prices, twice. */
export type CometPrices = {
  /** As the market counts, with what it counts in under the address of its feed where that is not USD. */
  readonly priced: readonly PricedAsset[]
  /** All tokens in USD. */
  readonly listed: readonly PricedAsset[]
}

/** The base token and every collateral with their prices and what those are made of, at the state's block. */
export function pricedAssets(state: CometState, drivers: ConfiguredDrivers = {}): CometPrices {
  const { block, terms, basePrice, assets, numeraire, oracles, feeds } = state
  const { chainId, timestamp: now } = block
  const { numeraireFeed } = terms
  const subject = { chainId, feeds, now }
  const base = { asset: terms.base, symbol: terms.baseSymbol, price: basePrice }
  const tokens = [base, ...assets.values()].map(({ asset, symbol, price }) =>
    priceAsset({ ...subject, asset, symbol, price, oracle: oracles.get(asset) }),
  )
  if (numeraireFeed === undefined) {
    const reference = referencePrices(tokens)
    const priced = tokens.map((asset) => driverOverride(asset, drivers, reference))
    return { priced, listed: priced }
  }
  const unit = priceAsset({
    ...subject,
    asset: numeraireFeed,
    symbol: NUMERAIRE,
    price: numeraire,
    oracle: oracles.get(numeraireFeed),
  })
  // A decimal ratio would be one in USD, in which this market does not count.
  const whole = Object.fromEntries(Object.entries(drivers).filter(([, { ratio }]) => ratio === 'feed'))
  const counted = tokens.map((asset) => driverOverride(countedIn(asset, unit.driver), whole, { prices: {} }))
  return { priced: [...counted, unit], listed: counted.map((asset) => toldInUsd(asset, unit)) }
}

/** What a market counts in has a feed and no token. */
const NUMERAIRE = 'NUMERAIRE'
