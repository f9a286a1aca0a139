import type { PositionAnswer } from '../../pipeline/answers/position.ts'
import { type Output, printTable } from '../output.ts'
import { amount, short } from '../words.ts'

/** What one maximal liquidation call would do to a position, in whole tokens; nothing where there is no such call. */
export function reportLiquidation(
  output: Output,
  { maximalLiquidation: call, legs }: Pick<PositionAnswer, 'maximalLiquidation' | 'legs'>,
): void {
  if (call === null) return
  // Whatever a call repays, takes or writes off is a leg of the account; anything else keeps its smallest units.
  const tokens = (raw: string, asset: string): string => {
    const leg = legs.find((one) => one.asset === asset)
    return leg === undefined
      ? `${raw} smallest units of ${short(asset)}`
      : `${amount(raw, leg.decimals)} ${leg.symbol}`
  }
  output.out('')
  output.out('  One maximal call')
  printTable(output, [
    ['repays', tokens(call.repayRaw, call.debtAsset)],
    ...(call.debtToCoverRaw === call.repayRaw
      ? []
      : [['asks for, as debtToCover', tokens(call.debtToCoverRaw, call.debtAsset)]]),
    ['takes', tokens(call.seizeRaw, call.collateralAsset)],
    ['fee to the protocol', tokens(call.feeRaw, call.collateralAsset)],
    ...call.deficit.map(({ asset, raw }) => ['debt written off', tokens(raw, asset)]),
  ])
}
