import type { CoverageAnswer } from '../pipeline/answers/coverage.ts'
import type { Output } from './output.ts'

/** Says of which reserves not every borrower is known, by how much, and what is most likely the cause. */
export function printUncovered({ out }: Output, { uncovered }: CoverageAnswer): void {
  for (const { symbol, side, knownScaledDebtRaw, scaledTotalSupplyRaw } of uncovered)
    out(
      `  ${symbol}: known ${side === 'debt' ? 'scaled debt' : side} ${knownScaledDebtRaw}, in existence ${scaledTotalSupplyRaw} (smallest units)`,
    )
  if (uncovered.some((reserve) => BigInt(reserve.knownScaledDebtRaw) < BigInt(reserve.scaledTotalSupplyRaw)))
    out(
      '  Borrowers are missing. Most likely fromBlock in the config is later than the first borrow: set it to the block in which the pool was created.',
    )
  else if (uncovered.length > 0)
    out('  More is known than there is, so the node contradicts itself: ask another one.')
}
