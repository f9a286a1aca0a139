/** What an asset's price follows: bitcoin, ether, the dollar, the euro, gold, or itself alone. */
export const DRIVERS = ['BTC', 'ETH', 'USD', 'EUR', 'GOLD', 'SELF'] as const
export type Driver = (typeof DRIVERS)[number]

/**
 * The driver of a price leg by its name, such as `BTC/USD`. A leg that is not quoted in USD is a ratio and has none.
 * Tokens that are meant to hold a currency or gold are named in the table; any other one follows itself.
 */
export function driverOf(leg: string): Driver | undefined {
  const [base = '', quote, ...rest] = leg.split('/')
  if (quote !== 'USD' || rest.length > 0 || base === '') return undefined
  return BY_SYMBOL.get(base.toUpperCase()) ?? 'SELF'
}

/** Symbols whose price is meant to be that of something else. One that is missing here counts as SELF, which is never calmer. */
const SYMBOLS: Readonly<Record<Exclude<Driver, 'SELF'>, string>> = {
  BTC: 'BTC',
  ETH: 'ETH',
  USD: 'USDC USDT USDT0 DAI GHO LUSD FRAX FRXUSD USDE USDS PYUSD CRVUSD RLUSD USDTB USDG MUSD TUSD BUSD USDP GUSD SUSD USDBC MAI MIMATIC USDC.E AUSD USD1 USDX EUSDE USDM',
  EUR: 'EUR EURC EURS EURE EURA AGEUR JEUR EURT',
  GOLD: 'XAU XAUT XAUT0 PAXG',
}

const BY_SYMBOL: ReadonlyMap<string, Driver> = new Map(
  Object.entries(SYMBOLS).flatMap(([driver, symbols]) =>
    symbols.split(' ').map((symbol) => [symbol, driver as Driver] as const),
  ),
)
