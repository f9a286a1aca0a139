import type { Command } from 'commander'
import type { Address } from '../core/address.ts'
import { type PositionAnswer, positionAnswer } from '../pipeline/answers/position.ts'
import { type Reading, takePartialSnapshot } from '../pipeline/snapshot.ts'
import { aaveStateIn, accountData, isValued } from '../protocols/aave-v3/index.ts'
import { parseAccount } from './account.ts'
import { printJson } from './output.ts'
import type { CliPorts } from './ports.ts'
import { reportLiquidation } from './position/liquidation.ts'
import { reportPositions } from './position/report.ts'
import { answered } from './risk/answered.ts'
import { askedBy, type RiskOptions, supposing } from './risk/asked.ts'

/** `redline position ACCOUNT`: what one account holds and owes in every market, and at which BTC price it is liquidated. */
export function positionCommand(program: Command, ports: CliPorts): void {
  supposing(program.command('position'))
    .argument('<account>', 'address of the borrower')
    .summary('health factor, legs and liquidation prices of one account')
    .description(
      'Values one account in every market to the last wei, at the present prices or at a BTC price, and says at which BTC price it is liquidated in each scenario. A service that runs on the same data folder is asked; without one the account is read from the chain. With --book a file is asked, and no chain. --json prints the body of /v1/positions.',
    )
    .action(async (text: string, options: RiskOptions) => {
      const account = parseAccount(text)
      const supposed = askedBy(options)
      ports.risk.check(supposed)
      const asked = { ...supposed, account }
      const now: PositionAnswer[] = []
      const document = await answered(ports, options, {
        service: ({ positions }) => positions(asked),
        books: (held) => ports.risk.positions(held, asked, options),
        async reader({ chain, market }, at) {
          const reading = await takePartialSnapshot({ chain, market }, at, [account])
          if (market.protocol === 'aave-v3') now.push(...positionIn(reading, account))
          return reading
        },
      })
      if (options.json) return printJson(ports.output, document)
      reportPositions(ports.output, account, document, options.btc)
      // The call is one of the present prices; where others are supposed it would be another one.
      if (document.scenario === undefined)
        for (const position of now) reportLiquidation(ports.output, position)
    })
}

/** What the pool's own rules say of one call, where the account is there and has a value. */
function positionIn({ book, market, block }: Reading, account: Address): readonly PositionAnswer[] {
  const state = aaveStateIn(book, market, block)
  const held = state.accounts.get(account)
  const found = held && accountData(state, held)
  return found !== undefined && isValued(found) ? [positionAnswer(state, found)] : []
}
