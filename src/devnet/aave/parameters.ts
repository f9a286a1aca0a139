import type { FeedName, ReserveSymbol } from '../deployment.ts'

/** How expensive borrowing gets with utilisation; basis points, as the rate strategy takes them. */
export type RateCurve = {
  readonly optimalUsageRatio: number
  readonly baseVariableBorrowRate: number
  readonly variableRateSlope1: number
  readonly variableRateSlope2: number
}

/**
 * A reserve's risk parameters. Fractions are text, as published: they are parsed as decimals, never as
 * floats.
 */
export type ReserveParameters = {
  readonly symbol: ReserveSymbol
  readonly name: string
  readonly decimals: number
  readonly loanToValue: string
  readonly liquidationThreshold: string
  /** What a liquidator gets on top: `0.05` is stored on chain as 10,500. */
  readonly liquidationBonus: string
  readonly reserveFactor: string
  readonly rates: RateCurve
  /** USD with 2 decimals, as the pool counts it; a reserve with a ceiling is isolated collateral. */
  readonly debtCeiling?: bigint
  readonly borrowableInIsolation?: true
}

/** An efficiency-mode category; basis points. */
export type EModeParameters = {
  readonly id: number
  readonly label: string
  readonly ltv: number
  readonly liquidationThreshold: number
  readonly liquidationBonus: number
  readonly collateral: readonly ReserveSymbol[]
  readonly borrowable: readonly ReserveSymbol[]
}

// The curves are invented, in the shape that each class of asset has on the real market.
const BITCOIN_RATES = curve(8_000, 0, 400, 6_000)
const ETHER_RATES = curve(9_200, 0, 270, 4_000)
const STAKED_RATES = curve(4_500, 0, 700, 30_000)
const VOLATILE_RATES = curve(4_500, 0, 700, 30_000)
const STABLE_RATES = curve(9_200, 0, 550, 3_500)

/**
 * The reserves in the order of their ids. Loan to value, threshold, bonus and reserve factor are those of Aave
 * V3 on Ethereum as of 2026-01-29T00:20:47Z; source: th3nolo/aave-v3-data@c85e4614 (MIT). DAI as published has
 * a loan to value of zero and a threshold all the same: it cannot be used as collateral, only be supplied and
 * borrowed. Invented: rate curves, the debt ceiling of LINK and what is borrowable in isolation. There are no
 * caps.
 */
export const RESERVE_PARAMETERS: readonly ReserveParameters[] = [
  {
    symbol: 'WBTC',
    name: 'Wrapped BTC',
    decimals: 8,
    ...risk('0.73', '0.78', '0.05', '0.5'),
    rates: BITCOIN_RATES,
  },
  {
    symbol: 'cbBTC',
    name: 'Coinbase Wrapped BTC',
    decimals: 8,
    ...risk('0.73', '0.78', '0.075', '0.5'),
    rates: BITCOIN_RATES,
  },
  {
    symbol: 'WETH',
    name: 'Wrapped Ether',
    decimals: 18,
    ...risk('0.805', '0.83', '0.05', '0.15'),
    rates: ETHER_RATES,
  },
  {
    symbol: 'wstETH',
    name: 'Wrapped liquid staked Ether 2.0',
    decimals: 18,
    ...risk('0.785', '0.81', '0.06', '0.35'),
    rates: STAKED_RATES,
  },
  {
    symbol: 'LINK',
    name: 'ChainLink Token',
    decimals: 18,
    ...risk('0.66', '0.71', '0.07', '0.2'),
    rates: VOLATILE_RATES,
    debtCeiling: 50_000_000_00n,
  },
  {
    symbol: 'USDC',
    name: 'USD Coin',
    decimals: 6,
    ...risk('0.75', '0.78', '0.045', '0.1'),
    rates: STABLE_RATES,
    borrowableInIsolation: true,
  },
  {
    symbol: 'USDT',
    name: 'Tether USD',
    decimals: 6,
    ...risk('0.75', '0.78', '0.045', '0.1'),
    rates: STABLE_RATES,
    borrowableInIsolation: true,
  },
  {
    symbol: 'DAI',
    name: 'Dai Stablecoin',
    decimals: 18,
    ...risk('0', '0.77', '0.05', '0.25'),
    rates: STABLE_RATES,
    borrowableInIsolation: true,
  },
]

/** The part of the liquidation bonus that goes to the treasury, in basis points; invented. */
export const LIQUIDATION_PROTOCOL_FEE = 1_000n

/** The efficiency modes; invented. */
export const E_MODES = {
  bitcoin: {
    id: 1,
    label: 'Bitcoin correlated',
    ltv: 8_400,
    liquidationThreshold: 8_600,
    liquidationBonus: 10_300,
    collateral: ['WBTC', 'cbBTC'],
    borrowable: ['WBTC', 'cbBTC'],
  },
  ether: {
    id: 2,
    label: 'Ether correlated',
    ltv: 9_300,
    liquidationThreshold: 9_500,
    liquidationBonus: 10_100,
    collateral: ['WETH', 'wstETH'],
    borrowable: ['WETH'],
  },
} as const satisfies Readonly<Record<string, EModeParameters>>

/**
 * What each leg answers at first, 8 decimals. BTC/USD is where the price path of January 2026 begins; the
 * others are round figures.
 */
export const INITIAL_PRICES: Readonly<Record<FeedName, bigint>> = {
  'BTC/USD': 92_584_00000000n,
  'WBTC/BTC': 99900000n,
  'ETH/USD': 3_150_00000000n,
  'LINK/USD': 13_30000000n,
  'USDC/USD': 1_00000000n,
  'USDT/USD': 99900000n,
  'DAI/USD': 1_00000000n,
}

/** Ether behind one wstETH at first, 18 decimals. */
export const INITIAL_STAKED_RATIO = 1_228000000000000000n

function risk(
  loanToValue: string,
  liquidationThreshold: string,
  liquidationBonus: string,
  reserveFactor: string,
) {
  return { loanToValue, liquidationThreshold, liquidationBonus, reserveFactor }
}

function curve(
  optimalUsageRatio: number,
  baseVariableBorrowRate: number,
  variableRateSlope1: number,
  variableRateSlope2: number,
): RateCurve {
  return { optimalUsageRatio, baseVariableBorrowRate, variableRateSlope1, variableRateSlope2 }
}
