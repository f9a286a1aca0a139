import type { CheckedMarket } from '../check-market.ts'
import type { Difference } from '../difference.ts'
import { asOf } from './as-of.ts'

/** What was compared and what differed, in JSON; integers as strings in each figure's smallest unit. */
export const verificationAnswer = (checked: CheckedMarket) => ({
  market: checked.market,
  asOf: asOf(checked.block, checked.standing),
  equal: checked.equal,
  borrowers: checked.borrowers,
  accounts: checked.verification.accounts,
  figures: checked.verification.figures,
  largestDifference: checked.largest.toString(),
  differences: checked.verification.differences.map(difference),
  unvalued: checked.verification.unvalued,
  reserves: {
    total: checked.coverage.length,
    covered: checked.coverage.filter((reserve) => reserve.complete).length,
    uncovered: checked.coverage
      .filter((reserve) => !reserve.complete)
      .map(({ asset, symbol, known, total }) => ({
        asset,
        symbol,
        knownScaledDebtRaw: known.toString(),
        scaledTotalSupplyRaw: total.toString(),
      })),
  },
  crossCheck:
    checked.crossCheck === undefined
      ? null
      : {
          figures: checked.crossCheck.figures,
          differences: checked.crossCheck.differences.map(difference),
        },
})

const difference = ({ subject, figure, redline, chain }: Difference) => ({
  subject,
  figure,
  redline: redline.toString(),
  chain: chain.toString(),
})
