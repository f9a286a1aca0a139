import type { MarketTotals, PositionSums } from '../../protocols/aave-v3/index.ts'
import { usd } from './money.ts'

/** A market's totals in JSON. */
export type TotalsAnswer = ReturnType<typeof totalsAnswer>

/** Liquidation risk now, in the words of the public contracts. */
export const totalsAnswer = (totals: MarketTotals) => ({
  borrowing: sums(totals.borrowing),
  underThreshold: sums(totals.underThreshold),
  liquidatable: {
    ...sums(totals.liquidatable),
    repayableUsd: usd(totals.repayable),
    seizableUsd: usd(totals.seizable),
    feeUsd: usd(totals.fee),
  },
  blocked: { ...sums(totals.blocked), reasons: Object.fromEntries(totals.blocked.reasons) },
  insolventUsd: usd(totals.insolvent),
  unvalued: totals.unvalued,
})

const sums = ({ positions, collateral, debt }: PositionSums) => ({
  positions,
  collateralUsd: usd(collateral),
  debtUsd: usd(debt),
})
