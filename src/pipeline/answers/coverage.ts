import type { Coverage } from '../coverage.ts'

/** Whether everybody of a market is known, in JSON. */
export type CoverageAnswer = ReturnType<typeof coverageAnswer>

/** How many totals are known in full, and for each other one what is known and what there is; both in stored units. */
export const coverageAnswer = (coverage: readonly Coverage[]) => ({
  total: coverage.length,
  covered: coverage.filter(({ complete }) => complete).length,
  uncovered: coverage
    .filter(({ complete }) => !complete)
    .map(({ asset, symbol, side, known, total }) => ({
      asset,
      symbol,
      side,
      knownScaledDebtRaw: known.toString(),
      scaledTotalSupplyRaw: total.toString(),
    })),
})
