import type { Command } from 'commander'
import { type AsOf, asOf } from '../pipeline/answers/as-of.ts'
import { type TotalsAnswer, totalsAnswer } from '../pipeline/answers/totals.ts'
import { takeSnapshot } from '../pipeline/snapshot.ts'
import { marketTotals } from '../protocols/aave-v3/index.ts'
import { parseAt } from './at.ts'
import { forEachMarket } from './command-context.ts'
import type { Scope } from './open-market.ts'
import { printJson, printTable } from './output.ts'
import type { CliPorts } from './ports.ts'
import { scoped } from './scope.ts'
import { asOfLine, whole } from './words.ts'

type Options = Scope & { readonly at: string; readonly json?: true }
type Answer = {
  readonly market: string
  readonly asOf: AsOf
  /** Whether every borrower is in the numbers, proven by the debt tokens' supplies. */
  readonly complete: boolean
  readonly totals: TotalsAnswer
}

/** `redline risk`: how much is under its liquidation line now, and how much of that somebody can liquidate. */
export function riskCommand(program: Command, ports: CliPorts): void {
  scoped(program.command('risk'))
    .summary('totals of positions under their liquidation line')
    .description('Reads every borrower of the configured markets from the chain and sums what is at risk.')
    .action(async (options: Options) => {
      const at = parseAt(options.at)
      const answers = await forEachMarket(
        ports,
        options,
        async ({ chain, market, standing }, progress): Promise<Answer> => {
          const { state, coverage } = await takeSnapshot({ chain, market }, at(chain.chainId), progress)
          return {
            market: market.id,
            asOf: asOf(state.block, await standing(state.block)),
            complete: coverage.every((reserve) => reserve.complete),
            totals: totalsAnswer(marketTotals(state)),
          }
        },
      )
      if (options.json) printJson(ports.output, { markets: answers })
      else for (const answer of answers) print(ports, answer)
    })
}

function print({ output }: CliPorts, { market, asOf: block, complete, totals }: Answer): void {
  output.out(market)
  output.out(asOfLine(block))
  if (!complete) output.out('  INCOMPLETE: the known debts do not sum to what the debt tokens say exists.')
  const row = (name: string, sums: TotalsAnswer['borrowing']) => [
    name,
    `${sums.positions}`,
    whole(sums.collateralUsd),
    whole(sums.debtUsd),
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
    ['Repayable by one call each, USD', whole(totals.liquidatable.repayableUsd)],
    ['Seizable for it, USD', whole(totals.liquidatable.seizableUsd)],
    ['Fee to the protocol, USD', whole(totals.liquidatable.feeUsd)],
    ['Debt above collateral, USD', whole(totals.insolventUsd)],
    ['Positions without a price', `${totals.unvalued}`],
  ])
  for (const [reason, positions] of Object.entries(totals.blocked.reasons))
    output.out(`  ${positions} blocked by ${reason}`)
}
