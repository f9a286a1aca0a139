import type { AsOf } from '../../pipeline/answers/as-of.ts'
import type { PositionAnswer, UnvaluedAnswer } from '../../pipeline/answers/position.ts'
import { type Output, printTable } from '../output.ts'
import { asOfLine } from '../words.ts'
import { reportLiquidation } from './liquidation.ts'

/** One account in one market at one block. */
export type ReportedPosition = { readonly asOf: AsOf; readonly position: PositionAnswer | UnvaluedAnswer }

/** A position for people: its figures, its legs, and what one maximal liquidation would do to it. */
export function reportPosition(output: Output, { asOf, position }: ReportedPosition): void {
  output.out(`${position.account} in ${position.market}`)
  output.out(asOfLine(asOf))
  if ('unvalued' in position) {
    const assets = position.unvalued.join(', ')
    output.out(`  The market's oracle gives no price for ${assets}: nothing can be said.`)
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
    ...position.legs.map(legRow),
  ])
  reportLiquidation(output, position)
}

/** A leg without collateral has nothing that could be enabled or count at a threshold. */
function legRow(leg: PositionAnswer['legs'][number]): readonly string[] {
  const collateral =
    leg.collateralRaw === '0'
      ? ['–', '–']
      : [leg.collateralEnabled ? 'yes' : 'no', `${leg.liquidationThresholdBps}`]
  return [leg.symbol, leg.priceUsd, leg.collateralUsd, leg.debtUsd, ...collateral]
}

function verdict({ underThreshold, liquidatable, blockedBy }: PositionAnswer): string {
  if (liquidatable) return 'yes, now'
  return underThreshold ? `blocked by ${blockedBy.join(', ')}` : 'no'
}
