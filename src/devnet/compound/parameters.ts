import { parseDecimal } from '../../core/decimal.ts'
import type { CometAsset, CometConfiguration } from './deployment.ts'

type Rates = Pick<
  CometConfiguration,
  | 'supplyKink'
  | 'supplyPerYearInterestRateSlopeLow'
  | 'supplyPerYearInterestRateSlopeHigh'
  | 'supplyPerYearInterestRateBase'
  | 'borrowKink'
  | 'borrowPerYearInterestRateSlopeLow'
  | 'borrowPerYearInterestRateSlopeHigh'
  | 'borrowPerYearInterestRateBase'
>

/** The three factors of a collateral: for borrowing, for liquidation, and the credit when it is seized. */
export type Factors = Pick<
  CometAsset,
  'borrowCollateralFactor' | 'liquidateCollateralFactor' | 'liquidationFactor'
>

/**
 * Factors and rate curves as public deployment configurations of Compound III state them (compound-finance/comet,
 * deployments/): the USDC market those of Ethereum's cUSDCv3, wstETH there those of cUSDTv3; the WETH market the
 * curve of Ethereum's cWETHv3, wstETH those of the same, WBTC those of Optimism's cWETHv3. Invented: cbBTC, LINK and
 * USDT against ether, all caps, reserve targets and reward speeds, so that small markets show what large ones do.
 */
export const FACTORS = {
  usdc: {
    WBTC: factors('0.70', '0.77', '0.95'),
    WETH: factors('0.825', '0.895', '0.95'),
    wstETH: factors('0.80', '0.85', '0.95'),
    LINK: factors('0.79', '0.85', '0.93'),
  },
  weth: {
    cbBTC: factors('0.80', '0.85', '0.90'),
    LINK: factors('0.65', '0.72', '0.88'),
    USDT: factors('0.75', '0.80', '0.92'),
    wstETH: factors('0.90', '0.93', '0.95'),
    WBTC: factors('0.80', '0.85', '0.90'),
    idle: factors('0.50', '0.60', '0.80'),
  },
} as const

/** The curves: kink, slope below, slope above, base; of lenders, then of borrowers. */
export const RATES = {
  usdc: rates(['0.8', '0.0325', '0.4', '0'], ['0.8', '0.035', '0.25', '0.015']),
  weth: rates(
    ['0.9', '0.0283824', '0.6066567706', '0'],
    ['0.9', '0.05171500002', '0.5171500339', '0.009945209674'],
  ),
} as const

/** A decimal fraction as the contracts count factors. */
export function factor(text: string): bigint {
  return parseDecimal(text, 18)
}

function factors(borrow: string, liquidate: string, liquidation: string): Factors {
  return {
    borrowCollateralFactor: factor(borrow),
    liquidateCollateralFactor: factor(liquidate),
    liquidationFactor: factor(liquidation),
  }
}

type Curve = readonly [kink: string, low: string, high: string, base: string]

function rates(supply: Curve, borrow: Curve): Rates {
  return {
    supplyKink: factor(supply[0]),
    supplyPerYearInterestRateSlopeLow: factor(supply[1]),
    supplyPerYearInterestRateSlopeHigh: factor(supply[2]),
    supplyPerYearInterestRateBase: factor(supply[3]),
    borrowKink: factor(borrow[0]),
    borrowPerYearInterestRateSlopeLow: factor(borrow[1]),
    borrowPerYearInterestRateSlopeHigh: factor(borrow[2]),
    borrowPerYearInterestRateBase: factor(borrow[3]),
  }
}
