import type { Command } from 'commander'
import { asOf } from '../pipeline/answers/as-of.ts'
import { positionAnswer, unvaluedAnswer } from '../pipeline/answers/position.ts'
import { takePartialSnapshot } from '../pipeline/snapshot.ts'
import { accountData, isValued } from '../protocols/aave-v3/index.ts'
import { parseAccount } from './account.ts'
import { forEachMarket } from './command-context.ts'
import { printEach, printJson } from './output.ts'
import type { CliPorts } from './ports.ts'
import { type ReportedPosition, reportPosition } from './position/report.ts'
import { type ScopedOptions, scoped } from './scope.ts'

/** `redline position ACCOUNT`: what one account holds and owes in every market, and how far from liquidation it is. */
export function positionCommand(program: Command, ports: CliPorts): void {
  scoped(program.command('position'))
    .argument('<account>', 'address of the borrower')
    .summary('health factor, legs and liquidation of one account')
    .description('Reads one account from the chain in every configured market and values it to the last wei.')
    .action(async (text: string, options: ScopedOptions) => {
      const account = parseAccount(text)
      const { results } = await forEachMarket(
        ports,
        options,
        async ({ chain, market, standing }, at): Promise<ReportedPosition> => {
          const state = await takePartialSnapshot({ chain, market }, at, [account])
          const found = accountData(state, state.accounts.get(account) ?? { account, category: 0, legs: [] })
          return {
            asOf: asOf(state.block, await standing(state.block)),
            position: isValued(found) ? positionAnswer(state, found) : unvaluedAnswer(state, found),
          }
        },
      )
      if (options.json) printJson(ports.output, { positions: results })
      else printEach(ports.output, results, (answer) => reportPosition(ports.output, answer))
    })
}
