import type { VerificationAnswer } from '../../pipeline/answers/verification.ts'
import { type Output, printTable } from '../output.ts'
import { printUncovered } from '../uncovered.ts'
import { asOfLine } from '../words.ts'

/** Differences beyond these are counted, not listed. */
const LISTED = 20

/** A comparison with the chain for people: what was compared, whatever differs, and the verdict. */
export function reportVerification(output: Output, answer: VerificationAnswer): void {
  const { differences, unvalued, reserves } = answer
  const second = secondReading(answer)
  const all = [...differences, ...second.differences]
  output.out(answer.market)
  output.out(asOfLine(answer.asOf))
  printTable(output, [
    ['Accounts compared', `${answer.accounts} of ${answer.borrowers}`],
    ...(unvalued.length === 0 ? [] : [['Unvalued, as on the chain', `${unvalued.length}`]]),
    ['Figures compared', `${answer.figures}`],
    ['Read a second way', second.words],
    ['Reserves whose debts sum exactly', `${reserves.covered} of ${reserves.total}`],
    ['Differences', `${all.length + reserves.uncovered.length}`],
    ['Largest difference of a figure', answer.largestDifference],
  ])
  for (const { subject, figure, redline, chain } of all.slice(0, LISTED))
    output.out(`  ${figure} of ${subject}: Redline ${redline}, chain ${chain}`)
  if (all.length > LISTED) output.out(`  and ${all.length - LISTED} more; --json lists all`)
  printUncovered(output, reserves)
  output.out(answer.equal ? '  Equal to the last wei.' : '  DIFFERENT.')
}

function secondReading({ crossCheck }: VerificationAnswer) {
  if (!('skipped' in crossCheck)) return { ...crossCheck, words: `${crossCheck.figures} figures` }
  const words =
    crossCheck.skipped === 'not_configured' ? 'not configured' : 'impossible while a price is missing'
  return { words, differences: [] }
}
