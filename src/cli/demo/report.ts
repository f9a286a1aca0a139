import type { AaveSnapshot } from '../../pipeline/aave-snapshot.ts'
import { usd } from '../../pipeline/answers/money.ts'
import type { Snapshot } from '../../pipeline/snapshot.ts'
import { marketTotals } from '../../protocols/aave-v3/index.ts'
import { type Output, printTable } from '../output.ts'
import { dollars } from '../words.ts'
import type { Confirmation } from './confirm.ts'
import type { Day } from './days.ts'

/** Who lives on the local chain before anything moves. */
export function reportMarket(
  output: Output,
  { state, coverage }: AaveSnapshot,
  btcUsd: bigint,
  beside: readonly Snapshot[],
): void {
  const { borrowing } = marketTotals(state)
  const covered = coverage.filter(({ complete }) => complete).length
  output.out(
    `1. A market. Aave V3.6 on a local chain, block ${state.block.number}, BTC at $${dollars(usd(btcUsd))}.`,
  )
  printTable(output, [
    ['Borrowers', `${borrowing.positions}`],
    ['Collateral, USD', dollars(usd(borrowing.collateral))],
    ['Debt, USD', dollars(usd(borrowing.debt))],
    ['Reserves whose debts are all known', `${covered} of ${coverage.length}`],
    ...beside.map(({ market, accounts }) => [
      `Accounts of Compound's ${market} beside it`,
      `${accounts.length}`,
    ]),
  ])
}

/** What was said of each price, and what the chain did. */
export function reportConfirmations(output: Output, confirmations: readonly Confirmation[]): void {
  output.out('')
  output.out(
    '2. What if BTC fell this second and all else stood still? Redline says it, then the chain does it.',
  )
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
}

const COLUMNS = ['Day', 'BTC low', 'Under 1', 'Acted', 'Liquidated', 'Written off', 'Figures', 'Unequal']
const WIDTHS = [10, 8, 8, 6, 11, 12, 8, 8]

/** What the rows of the fall say. */
export function reportFallHead(output: Output): void {
  output.out('')
  output.out(
    '4. The fall as it was recorded. People act, a bot liquidates; all is compared before and after.',
  )
  output.out(row(COLUMNS))
}

/** A day of the fall, as soon as it is over. */
export function reportDay(output: Output, day: Day): void {
  const { low, under, acted, liquidations, deficits, figures, unequal } = day
  const counts = [under, acted, liquidations, deficits, figures, unequal].map(String)
  output.out(row([day.day, dollars(usd(low)), ...counts]))
}

/** Days come one by one, so that widths cannot follow from the cells. */
const row = (cells: readonly string[]): string =>
  `  ${cells.map((cell, i) => (i === 0 ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0))).join(' ')}`
