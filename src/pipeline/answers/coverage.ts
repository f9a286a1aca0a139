import type { ReserveCoverage } from '../../protocols/aave-v3/index.ts'

/** Whether every borrower of a market is known, in JSON. */
export type CoverageAnswer = ReturnType<typeof coverageAnswer>

/** How many reserves' debts are known in full, and for each other one what is known and what there is. */
export const coverageAnswer = (coverage: readonly ReserveCoverage[]) => ({
  total: coverage.length,
  covered: coverage.filter(({ complete }) => complete).length,
  uncovered: coverage
    .filter(({ complete }) => !complete)
    .map(({ asset, symbol, known, total }) => ({
      asset,
      symbol,
      knownScaledDebtRaw: known.toString(),
      scaledTotalSupplyRaw: total.toString(),
    })),
})
