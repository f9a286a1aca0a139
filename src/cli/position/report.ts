import type { Address } from '../../core/address.ts'
import { type Output, printTable } from '../output.ts'
import type { PositionsDocument } from '../risk/documents.ts'
import { reportHead } from '../risk/report.ts'
import { dollars } from '../words.ts'

type Position = PositionsDocument['positions'][number]
type Crossing = Position['liquidationBtcPrice'][string]

/** The positions of one account for people: their figures, their legs, and at which BTC price they are liquidated. */
export function reportPositions(
  output: Output,
  account: Address,
  document: PositionsDocument,
  btc: string | undefined,
): void {
  reportHead(output, document, btc)
  const { positions, unvalued } = document
  if (unvalued > 0)
    output.out(
      `  ${unvalued} of its positions lack a price: nothing can be said of them; doctor names the prices.`,
    )
  if (positions.length === 0 && unvalued === 0)
    output.out(`  ${account} holds and owes nothing that is known of.`)
  for (const position of positions) {
    output.out('')
    reportPosition(output, position)
  }
}

function reportPosition(output: Output, position: Position): void {
  output.out(`${position.account} in ${position.market} of chain ${position.chainId}`)
  printTable(output, [
    ['Health factor', position.healthFactor ?? 'no debt'],
    ['Collateral, USD', position.collateralUsd],
    ['Debt, USD', position.debtUsd],
    ['Liquidation threshold, bps', `${position.liquidationThresholdBps}`],
    ['E-mode', position.eModeCategory === null ? 'none' : position.eModeCategory.label],
    ['Liquidatable', verdict(position)],
  ])
  const prices = Object.entries(position.liquidationBtcPrice)
  if (prices.length > 0) {
    output.out('')
    printTable(output, [
      ['Liquidated when BTC is', 'at, USD', 'which is', 'on the other side, USD'],
      ...prices.map(([scenario, crossing]) => [scenario, ...crossingCells(crossing)]),
    ])
  }
  if (position.legs.length === 0) return
  output.out('')
  printTable(output, [
    ['Asset', 'Collateral, USD', 'Debt, USD', 'Enabled', 'Threshold'],
    ...position.legs.map(legRow),
  ])
}

function crossingCells({ status, price, direction, distanceBps, otherPrice }: Crossing): readonly string[] {
  if (status === 'already') return ['now', 'under the threshold already', '–']
  if (price === null || distanceBps === null) return ['never', '–', '–']
  const far = `${direction} by ${(Math.abs(distanceBps) / 100).toFixed(2)} %`
  return [dollars(price), far, otherPrice === null ? '–' : dollars(otherPrice)]
}

/** A leg without collateral has nothing that could be enabled or count at a threshold. */
function legRow(leg: Position['legs'][number]): readonly string[] {
  const collateral =
    leg.collateralRaw === '0'
      ? ['–', '–']
      : [leg.collateralEnabled ? 'yes' : 'no', `${leg.liquidationThresholdBps}`]
  return [leg.symbol, leg.collateralUsd, leg.debtUsd, ...collateral]
}

function verdict({ underThreshold, liquidatable, blockedBy }: Position): string {
  if (liquidatable) return 'yes'
  return underThreshold ? `blocked by ${blockedBy.join(', ')}` : 'no'
}
