import type { CheckedMarket } from '../check-market.ts'
import type { Difference } from '../difference.ts'
import { asOf } from './as-of.ts'
import { coverageAnswer } from './coverage.ts'

/** A comparison with the chain in JSON. */
export type VerificationAnswer = ReturnType<typeof verificationAnswer>

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
  unvalued: [...checked.verification.unvalued],
  reserves: coverageAnswer(checked.coverage),
  crossCheck:
    typeof checked.crossCheck === 'string'
      ? { skipped: checked.crossCheck }
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
