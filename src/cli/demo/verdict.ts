import { type Output, printTable } from '../output.ts'
import { type Compared, together } from './fall.ts'
import type { FallTold, Trials } from './story.ts'

/** Faults beyond these are counted, not listed. */
const LISTED = 10

/** Everything that was compared exactly. */
export type Verdict = {
  /** All figures are equal, all debts are known, and there were steps at all. */
  readonly confirmed: boolean
  readonly steps: number
  readonly liquidations: number
  /** Positions that Compound took over. */
  readonly absorbed: number
  readonly said: Compared
  readonly followed: Compared
  readonly served: Compared
}

/** The one place that decides whether a demo has kept its promise; forecasts have no say in it. */
export function verdictOn({ complete, confirmations }: Trials, { steps }: FallTold): Verdict {
  const sum = (parts: readonly Compared[]) => parts.reduce(together, { figures: 0, faults: [] })
  const said = sum(confirmations)
  const followed = sum(steps.map((step) => step.followed))
  const served = sum(steps.map((step) => step.served))
  return {
    confirmed: complete && steps.length > 0 && sum([said, followed, served]).faults.length === 0,
    steps: steps.length,
    liquidations: steps.reduce((count, { step }) => count + step.liquidations, 0),
    absorbed: steps.reduce((count, { step }) => count + step.absorbed, 0),
    said,
    followed,
    served,
  }
}

/** What was compared, what was not equal, and the last word. */
export function reportVerdict(output: Output, verdict: Verdict): void {
  const { confirmed, steps, liquidations, absorbed, said, followed, served } = verdict
  const counted = (what: string, { figures, faults }: Compared) => [what, `${figures}`, `${faults.length}`]
  output.out('')
  printTable(output, [
    ['6. Redline against the chain', 'Figures', 'Unequal'],
    counted('Said beforehand, then tried', said),
    counted(`Followed over ${steps} steps, ${liquidations} liquidations, ${absorbed} absorptions`, followed),
    counted('Served over REST of Aave at those blocks', served),
  ])
  const faults = [said, followed, served].flatMap((compared) => compared.faults)
  for (const fault of faults.slice(0, LISTED)) output.out(`  ${fault}`)
  if (faults.length > LISTED) output.out(`  and ${faults.length - LISTED} more`)
  output.out(confirmed ? 'Every figure is equal to the chain’s, to the last wei.' : 'NOT CONFIRMED.')
}
