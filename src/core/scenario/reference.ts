import { BASE_DECIMALS, type BaseValue, baseValue } from '../units.ts'
import { legsOf, type PriceLeg } from './composition.ts'
import type { Driver } from './driver.ts'
import type { PricedAsset } from './priced-asset.ts'

/** What an answer says about where it starts from. */
export type ReferencePrices = {
  /** USD with 8 decimals, as far as the legs know it and agree. */
  readonly prices: Readonly<Partial<Record<Driver, BaseValue>>>
  /** Assets with a price of which nobody knows what it follows, so that it stays. */
  readonly unknown: readonly PricedAsset[]
}

/** The drivers' own prices among the legs of these assets, which are of one chain. */
export function referencePrices(assets: readonly PricedAsset[]): ReferencePrices {
  const legs = assets.flatMap(({ composition }) =>
    // The whole price of an asset is not the price of what its symbol is called after.
    composition.kind === 'opaque' ? [] : legsOf(composition),
  )
  const found = Object.entries(QUOTES).map(([driver, name]) => [driver, agreedPrice(legs, name)] as const)
  return {
    prices: Object.fromEntries(found.filter(([, price]) => price !== undefined)),
    unknown: assets.filter(({ price, driver }) => price !== undefined && driver === undefined),
  }
}

/** The price of all legs of this name, USD with 8 decimals, where there is one and they agree. */
export function agreedPrice(legs: readonly PriceLeg[], name: string): BaseValue | undefined {
  const prices = new Set(legs.filter((leg) => leg.name === name).map(usdOf))
  const [price] = prices
  return prices.size === 1 ? price : undefined
}

const usdOf = ({ answer, decimals }: PriceLeg): BaseValue =>
  baseValue((answer * 10n ** BigInt(BASE_DECIMALS)) / 10n ** BigInt(decimals))

/** Under which name each driver's own price is found. USD is what all are counted in, and SELF is another one each time. */
const QUOTES: Readonly<Partial<Record<Driver, string>>> = {
  BTC: 'BTC/USD',
  ETH: 'ETH/USD',
  EUR: 'EUR/USD',
  GOLD: 'XAU/USD',
}
