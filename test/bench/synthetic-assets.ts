import type { Driver } from '../../src/core/scenario/driver.ts'

/** An asset of the synthetic markets: what it follows, its price in USD, decimals and threshold in basis points. */
export type SyntheticAsset = {
  readonly symbol: string
  readonly driver: Driver
  readonly priceUsd: number
  readonly decimals: number
  readonly threshold: number
}

/** Bitcoin at the present prices, in USD. */
export const BTC_USD = 100_000

const asset = (
  symbol: string,
  driver: Driver,
  priceUsd: number,
  decimals: number,
  threshold: number,
): SyntheticAsset => ({ symbol, driver, priceUsd, decimals, threshold })

/** Shaped like a large market: several wrappers of each driver, their decimals and thresholds. */
export const ASSETS: readonly SyntheticAsset[] = [
  asset('WBTC', 'BTC', BTC_USD, 8, 7_800),
  asset('cbBTC', 'BTC', 99_950, 8, 7_800),
  asset('tBTC', 'BTC', 99_900, 18, 7_800),
  asset('WETH', 'ETH', 4_000, 18, 8_300),
  asset('wstETH', 'ETH', 4_800, 18, 8_100),
  asset('weETH', 'ETH', 4_250, 18, 8_000),
  asset('rETH', 'ETH', 4_560, 18, 7_900),
  asset('USDC', 'USD', 1, 6, 7_800),
  asset('USDT', 'USD', 0.9998, 6, 7_800),
  asset('DAI', 'USD', 1.0001, 18, 7_700),
  asset('GHO', 'USD', 0.9995, 18, 7_500),
  asset('USDS', 'USD', 1, 18, 7_800),
  asset('EURC', 'EUR', 1.16, 6, 7_000),
  asset('XAUt', 'GOLD', 2_650, 6, 7_500),
  asset('LINK', 'SELF', 17.5, 18, 7_100),
  asset('AAVE', 'SELF', 310, 18, 7_600),
]

/** Assets by their place in `ASSETS`. */
export const placesOf = (...drivers: readonly Driver[]): readonly number[] =>
  ASSETS.flatMap(({ driver }, place) => (drivers.includes(driver) ? [place] : []))

/** Categories with better terms: 1 for ether, 2 for dollars. */
export const CATEGORIES = [
  { id: 1, threshold: 9_500, places: placesOf('ETH') },
  { id: 2, threshold: 9_300, places: placesOf('USD') },
] as const

/** The contract of the nth asset. */
export const assetAddress = (place: number): `0x${string}` => `0x${place.toString(16).padStart(40, 'C')}`
