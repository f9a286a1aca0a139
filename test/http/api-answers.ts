import type { Static } from 'typebox'
import { getAddress } from 'viem'
import type { Market } from '../../src/http/schema/markets.ts'
import type { Position } from '../../src/http/schema/position.ts'
import type { RiskTotals } from '../../src/http/schema/risk-totals.ts'

const usd = (whole: number): string => `${whole}.00000000`

/** Sums of so many positions. */
export const totals = (positions: number): RiskTotals => ({
  positions,
  accounts: positions,
  collateralUsd: usd(positions * 120),
  debtUsd: usd(positions * 100),
  netUsd: usd(-5),
  sameDriverUsd: usd(0),
  repayableUsd: usd(positions * 50),
  seizableUsd: usd(positions * 52),
  repayableFullUsd: usd(positions * 100),
  seizableFullUsd: usd(positions * 105),
  feeUsd: usd(1),
  insolventUsd: usd(0),
  badDebtUsd: usd(0),
  blocked: { positions: 1, debtUsd: usd(9), reasons: { debt_paused: 1 } },
  unvalued: 0,
  seizableRaw: [{ chainId: 1, asset: position(0).account, raw: '7' }],
})

/** A position by number. */
export function position(number: number): Position {
  return {
    chainId: 1,
    market: 'aave-v3-ethereum',
    protocol: 'aave-v3',
    account: getAddress(`0x${(number + 1).toString(16).padStart(40, '0')}`),
    healthFactor: `1.${number.toString().padStart(18, '0')}`,
    collateralUsd: usd(120),
    debtUsd: usd(100),
    liquidationThresholdBps: 8_000,
    eModeCategory: { id: 1, label: '-1+1|cmd' },
    underThreshold: false,
    liquidatable: false,
    blockedBy: [],
    liquidationBtcPrice: {
      market: {
        status: 'crosses',
        price: usd(80_000),
        direction: 'below',
        distanceBps: 1_200,
        otherPrice: null,
      },
    },
    legs: [
      {
        asset: getAddress('0x2260fac5e5542a773aa44fbcfedf7c193bc2c599'),
        symbol: 'WBTC',
        driver: 'BTC',
        collateralRaw: '1',
        debtRaw: '0',
        collateralUsd: usd(120),
        debtUsd: usd(0),
        collateralEnabled: true,
        liquidationThresholdBps: 8_000,
      },
    ],
  }
}

/** So many positions, by health factor. */
export const heldPositions = (count: number): readonly Position[] =>
  Array.from({ length: count }, (_, number) => position(number))

export const MARKET: Static<typeof Market> = {
  chainId: 1,
  id: 'aave-v3-ethereum',
  protocol: 'aave-v3',
  revision: 10,
  state: 'complete',
  borrowers: 25,
  suppliedUsd: usd(100),
  debtUsd: usd(50),
  recordedDeficitUsd: usd(0),
  utilisation: '0.500000000000000000',
  reserves: [],
  eModeCategories: [],
}
