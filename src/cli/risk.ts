import type { Command } from 'commander'
import { type AsOf, asOf } from '../pipeline/answers/as-of.ts'
import { type CoverageAnswer, coverageAnswer } from '../pipeline/answers/coverage.ts'
import { type TotalsAnswer, totalsAnswer } from '../pipeline/answers/totals.ts'
import { takeSnapshot } from '../pipeline/snapshot.ts'
import { marketTotals } from '../protocols/aave-v3/index.ts'
import { forEachMarket, type MarketResults } from './command-context.ts'
import { printEach, printJson, printTable } from './output.ts'
import type { CliPorts } from './ports.ts'
import { type ScopedOptions, scoped } from './scope.ts'
import { printUncovered } from './uncovered.ts'
import { asOfLine, dollars } from './words.ts'

type Answer = {
  readonly market: string
  readonly asOf: AsOf
  /** Whether every borrower is in the numbers, proven by the debt tokens' supplies. */
  readonly complete: boolean
  readonly reserves: CoverageAnswer
  readonly totals: TotalsAnswer
}

/** `redline risk`: how much is under its liquidation line now, and how much of that somebody can liquidate. */
export function riskCommand(program: Command, ports: CliPorts): void {
  scoped(program.command('risk'))
    .summary('totals of positions under their liquidation line')
    .description('Reads every borrower of the configured markets from the chain and sums what is at risk.')
    .action(async (options: ScopedOptions) => {
      const answers = await forEachMarket(
        ports,
        options,
        async ({ chain, market, standing }, at, progress): Promise<Answer> => {
          const { state, coverage } = await takeSnapshot({ chain, market }, at, progress)
          return {
            market: market.id,
            asOf: asOf(state.block, await standing(state.block)),
            complete: coverage.every((reserve) => reserve.complete),
            reserves: coverageAnswer(coverage),
            totals: totalsAnswer(marketTotals(state)),
          }
        },
      )
      if (options.json) printJson(ports.output, document(answers))
      else printEach(ports.output, answers.results, (answer) => print(ports, answer))
    })
}

/** Names every market of the config whose borrowers are not all in the numbers, and why. */
function document({ results, unread }: MarketResults<Answer>) {
  const uncovered = results.filter(({ complete }) => !complete)
  const missing = [
    ...unread.map(({ chainId, market }) => ({ chainId, market, reason: 'protocol_not_read' })),
    ...uncovered.map(({ asOf: { chainId }, market }) => ({ chainId, market, reason: 'borrowers_missing' })),
  ]
  return { complete: missing.length === 0, missing, markets: results }
}

function print({ output }: CliPorts, { market, asOf: block, complete, reserves, totals }: Answer): void {
  output.out(market)
  output.out(asOfLine(block))
  if (!complete) output.out('  INCOMPLETE: the known debts do not sum to what the debt tokens say exists.')
  printUncovered(output, reserves)
  const row = (name: string, sums: TotalsAnswer['borrowing']) => [
    name,
    `${sums.positions}`,
    dollars(sums.collateralUsd),
    dollars(sums.debtUsd),
  ]
  printTable(output, [
    ['', 'Positions', 'Collateral, USD', 'Debt, USD'],
    row('With debt', totals.borrowing),
    row('Under the threshold', totals.underThreshold),
    row('Liquidatable now', totals.liquidatable),
    row('Blocked', totals.blocked),
  ])
  output.out('')
  printTable(output, [
    ['Repayable by one call each, USD', dollars(totals.liquidatable.repayableUsd)],
    ['Seizable for it, USD', dollars(totals.liquidatable.seizableUsd)],
    ['Fee to the protocol, USD', dollars(totals.liquidatable.feeUsd)],
    ['Debt above collateral, USD', dollars(totals.insolventUsd)],
    ['Positions without a price', `${totals.unvalued}`],
  ])
  for (const [reason, positions] of Object.entries(totals.blocked.reasons))
    output.out(`  ${positions} blocked by ${reason}`)
}
