import type { Static } from 'typebox'
import type { Sheet } from '../answer/csv.ts'
import type { LiquidationsBody } from '../schema/liquidations.ts'

const PLACE = [
  'kind',
  'chainId',
  'market',
  'blockNumber',
  'blockHash',
  'blockTimestamp',
  'transactionHash',
  'logIndex',
] as const
const AMOUNTS = [
  'account',
  'liquidator',
  'collateralAsset',
  'debtAsset',
  'repaidRaw',
  'seizedRaw',
  'feeRaw',
  'receiveAToken',
  'repaidUsd',
  'seizedUsd',
  'feeUsd',
  'deficitUsd',
] as const
const TERMS = ['liquidationBonusBps', 'collateralPerDebt'] as const

/** Liquidations as rows; what was written off stands in one cell as ASSET:AMOUNT, separated by spaces. */
export const liquidationsSheet = ({ liquidations }: Static<typeof LiquidationsBody>): Sheet => ({
  columns: [...PLACE, ...AMOUNTS, 'segmentEndCollateralUsd', 'segmentEndDebtUsd', ...TERMS, 'deficits'],
  rows: liquidations.map(({ segmentEndPrices, deficits, ...plain }) => ({
    ...plain,
    segmentEndCollateralUsd: segmentEndPrices.collateralUsd,
    segmentEndDebtUsd: segmentEndPrices.debtUsd,
    deficits: deficits.map(({ asset, amountRaw }) => `${asset}:${amountRaw}`).join(' '),
  })),
})
