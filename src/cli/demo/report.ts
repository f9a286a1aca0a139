import { usd } from '../../pipeline/answers/money.ts'
import type { Snapshot } from '../../pipeline/snapshot.ts'
import { marketTotals } from '../../protocols/aave-v3/index.ts'
import { type Output, printTable } from '../output.ts'
import { dollars } from '../words.ts'
import type { Confirmation } from './confirm.ts'
import type { Fall } from './fall.ts'

/** Faults beyond these are counted, not listed. */
const LISTED = 10

/** Who lives on the local chain before anything moves. */
export function reportMarket(output: Output, { state, coverage }: Snapshot, btcUsd: bigint): void {
  const { borrowing } = marketTotals(state)
  const covered = coverage.filter(({ complete }) => complete).length
  output.out(`Aave V3.6 on a local chain, block ${state.block.number}, BTC at $${dollars(usd(btcUsd))}`)
  printTable(output, [
    ['Borrowers', `${borrowing.positions}`],
    ['Collateral, USD', dollars(usd(borrowing.collateral))],
    ['Debt, USD', dollars(usd(borrowing.debt))],
    ['Reserves whose debts are all known', `${covered} of ${coverage.length}`],
  ])
}

/** What was said of each price, and what the chain did. */
export function reportForecast(output: Output, confirmations: readonly Confirmation[]): void {
  output.out('')
  output.out('If BTC fell and all else stood still: what Redline says, then what the chain does')
  printTable(output, [
    ['BTC, USD', 'Under 1, said', 'Under 1, chain', 'Liquidations', 'Figures', 'Unequal'],
    ...confirmations.map((confirmed) => [
      dollars(usd(confirmed.btcUsd)),
      `${confirmed.predictedUnder}`,
      `${confirmed.underOnChain}`,
      `${confirmed.liquidations}`,
      `${confirmed.figures}`,
      `${confirmed.faults.length}`,
    ]),
  ])
  const faults = confirmations.flatMap((confirmed) => confirmed.faults)
  for (const fault of faults.slice(0, LISTED)) output.out(`  ${fault}`)
  if (faults.length > LISTED) output.out(`  and ${faults.length - LISTED} more`)
}

/** The two comparisons side by side, and the verdict. */
export function reportVerdict(
  output: Output,
  confirmations: readonly Confirmation[],
  fall: Fall,
  confirmed: boolean,
): void {
  const figures = confirmations.reduce((sum, confirmation) => sum + confirmation.figures, 0)
  const faults = confirmations.reduce((sum, confirmation) => sum + confirmation.faults.length, 0)
  output.out('')
  printTable(output, [
    ['', 'Figures', 'Unequal'],
    [`Said beforehand, ${confirmations.length} prices`, `${figures}`, `${faults}`],
    [
      `Followed, ${fall.steps} steps, ${fall.liquidations} liquidations`,
      `${fall.figures}`,
      `${fall.unequal}`,
    ],
  ])
  output.out(confirmed ? 'Every figure is equal to the chain’s, to the last wei.' : 'NOT CONFIRMED.')
}
