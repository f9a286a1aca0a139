import type { Command } from 'commander'
import { type AsOf, asOf } from '../pipeline/answers/as-of.ts'
import {
  type PositionAnswer,
  positionAnswer,
  type UnvaluedAnswer,
  unvaluedAnswer,
} from '../pipeline/answers/position.ts'
import { takePartialSnapshot } from '../pipeline/snapshot.ts'
import { accountData, isValued } from '../protocols/aave-v3/index.ts'
import { parseAccount } from './account.ts'
import { parseAt } from './at.ts'
import { forEachMarket } from './command-context.ts'
import type { Scope } from './open-market.ts'
import { printJson, printTable } from './output.ts'
import type { CliPorts } from './ports.ts'
import { scoped } from './scope.ts'
import { asOfLine, short } from './words.ts'

type Options = Scope & { readonly at: string; readonly json?: true }
type Answer = { readonly asOf: AsOf; readonly position: PositionAnswer | UnvaluedAnswer }

/** `redline position ACCOUNT`: what one account holds and owes in every market, and how far from liquidation it is. */
export function positionCommand(program: Command, ports: CliPorts): void {
  scoped(program.command('position'))
    .argument('<account>', 'address of the borrower')
    .summary('health factor, legs and liquidation of one account')
    .description('Reads one account from the chain in every configured market and values it to the last wei.')
    .action(async (text: string, options: Options) => {
      const account = parseAccount(text)
      const at = parseAt(options.at)
      const answers = await forEachMarket(
        ports,
        options,
        async ({ chain, market, standing }): Promise<Answer> => {
          const state = await takePartialSnapshot({ chain, market }, at(chain.chainId), [account])
          const found = accountData(state, state.accounts.get(account) ?? { account, category: 0, legs: [] })
          return {
            asOf: asOf(state.block, await standing(state.block)),
            position: isValued(found) ? positionAnswer(state, found) : unvaluedAnswer(state, found),
          }
        },
      )
      if (options.json) printJson(ports.output, { positions: answers })
      else for (const answer of answers) print(ports, answer)
    })
}

function print({ output }: CliPorts, { asOf: block, position }: Answer): void {
  output.out(`${position.account} in ${position.market}`)
  output.out(asOfLine(block))
  if ('unvalued' in position) {
    output.out(
      `  The market's oracle gives no price for ${position.unvalued.join(', ')}: nothing can be said.`,
    )
    return
  }
  printTable(output, [
    ['Health factor', position.healthFactor ?? 'no debt'],
    ['Collateral, USD', position.collateralUsd],
    ['Debt, USD', position.debtUsd],
    ['Liquidation threshold, bps', `${position.liquidationThresholdBps}`],
    ['E-mode', position.eModeCategory === null ? 'none' : `${position.eModeCategory.label}`],
    ['Liquidatable', verdict(position)],
  ])
  if (position.legs.length === 0) return
  output.out('')
  printTable(output, [
    ['Asset', 'Price, USD', 'Collateral, USD', 'Debt, USD', 'Enabled', 'Threshold'],
    ...position.legs.map((leg) => [
      leg.symbol,
      leg.priceUsd,
      leg.collateralUsd,
      leg.debtUsd,
      leg.collateralEnabled ? 'yes' : 'no',
      `${leg.liquidationThresholdBps}`,
    ]),
  ])
  const call = position.maximalLiquidation
  if (call === null) return
  output.out('')
  output.out(
    `  One maximal call repays ${call.repayRaw} of ${short(call.debtAsset)} and takes ${call.seizeRaw} of`,
  )
  output.out(
    `  ${short(call.collateralAsset)}, with a fee of ${call.feeRaw} to the protocol (smallest units).`,
  )
}

function verdict({ underThreshold, liquidatable, blockedBy }: PositionAnswer): string {
  if (liquidatable) return 'yes, now'
  return underThreshold ? `blocked by ${blockedBy.join(', ')}` : 'no'
}
