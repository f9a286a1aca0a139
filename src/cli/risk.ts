import type { Command } from 'commander'
import { takeSnapshot } from '../pipeline/snapshot.ts'
import { printJson } from './output.ts'
import type { CliPorts } from './ports.ts'
import { answered } from './risk/answered.ts'
import { askedBy, type RiskOptions, supposing } from './risk/asked.ts'
import { reportTotals } from './risk/report.ts'

/** `redline risk`: who is under the liquidation line at a BTC price, and what liquidators can do about it. */
export function riskCommand(program: Command, ports: CliPorts): void {
  supposing(program.command('risk'))
    .summary('who is liquidated at a BTC price, and for how much')
    .description(
      'Sums every position under its liquidation line, at the present prices or at a BTC price: those that it adds, those that are there already, those that it relieves. A service that runs on the same data folder is asked; without one every borrower is read from the chain. With --book a file is asked, and no chain. --json prints the body of /v1/risk/totals.',
    )
    .action(async (options: RiskOptions) => {
      const asked = askedBy(options)
      ports.risk.check(asked)
      const document = await answered(ports, options, {
        service: ({ totals }) => totals(asked),
        books: (held) => ports.risk.totals(held, asked, options),
        reader: takeSnapshot,
      })
      if (options.json) printJson(ports.output, document)
      else reportTotals(ports.output, document, options.btc)
    })
}
