import type { Static } from 'typebox'
import { getAddress } from 'viem'
import type { Liquidation, LiquidationSummaryBody } from '../../src/http/schema/liquidations.ts'
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
    underThresholdAsStored: null,
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
  absorbing: {
    reservesRaw: '-7',
    targetReservesRaw: '500000000000',
    selling: true,
    absorbPaused: false,
    forSale: [
      {
        asset: position(100).account,
        symbol: 'WBTC',
        raw: '10',
        discountBps: 250,
        liquidationFactorBps: 9_500,
      },
    ],
  },
}

const RAW_HASH = `0x${'e'.repeat(64)}`

/** A liquidation by number. */
export const liquidation = (number: number): Liquidation => ({
  kind: 'liquidation',
  chainId: 1,
  market: MARKET.id,
  blockNumber: 21_499_000 - number,
  blockHash: RAW_HASH,
  blockTimestamp: '2026-01-28T00:00:00Z',
  transactionHash: RAW_HASH,
  logIndex: number,
  account: position(number).account,
  liquidator: position(99).account,
  collateralAsset: position(100).account,
  debtAsset: position(101).account,
  repaidRaw: '1000',
  seizedRaw: '10',
  feeRaw: '1',
  receiveAToken: false,
  repaidUsd: usd(1),
  seizedUsd: null,
  feeUsd: null,
  deficitUsd: usd(0),
  segmentEndPrices: { collateralUsd: null, debtUsd: usd(1) },
  liquidationBonusBps: 10_500,
  collateralPerDebt: '0.010000000000000000',
  deficits: [{ asset: position(101).account, amountRaw: '7', amountUsd: null }],
})

/** Sums of three liquidations, as `split` and `bucket` ask for them. */
export function liquidationSums({
  bucket = null,
  split = null,
}: {
  readonly bucket?: Static<typeof LiquidationSummaryBody>['bucket'] | undefined
  readonly split?: Static<typeof LiquidationSummaryBody>['split'] | undefined
}): Omit<Static<typeof LiquidationSummaryBody>, 'coverage'> {
  const total = {
    liquidations: 3,
    unvalued: 0,
    repaidUsd: usd(3),
    seizedUsd: usd(3),
    feeUsd: usd(0),
    deficitUsd: usd(0),
  }
  const subject = { chainId: 1, market: MARKET.id, asset: null }
  const sum = { start: bucket === null ? null : '2026-01-28T00:00:00Z', ...subject, ...total }
  return { bucket, split, total, sums: [sum] }
}
