import { type TokenAmount, tokenAmount } from '../../core/units.ts'
import type { AccountData } from './account-data.ts'
import { type CallRevert, type Liquidation, liquidationCall, type Pair } from './liquidation-call.ts'

/** The most of a debt that one call may repay, by the close factor of the market's revision. */
export const maxRepayable = (data: AccountData, pair: Pair): TokenAmount => data.rules.closeFactor(data, pair)

/**
 * The largest liquidation of a pair that the contract accepts. Usually that is the close factor; where it would
 * leave dust, the largest repayment that leaves enough of both sides.
 */
export function maximalLiquidation(data: AccountData, pair: Pair): Liquidation | CallRevert {
  const most = maxRepayable(data, pair)
  const outcome = liquidationCall(data, pair, most)
  if (outcome !== 'leaves_dust') return outcome
  const amount = largestWithoutDust(data, pair, most)
  const smaller = amount === undefined ? outcome : liquidationCall(data, pair, amount)
  // Too little to burn is no better: what stands in the way is still the dust.
  return typeof smaller === 'string' ? outcome : smaller
}

/**
 * Bisects for the largest repayment below `most` that leaves no dust. Both leftovers shrink as the repayment
 * grows, and below `most` neither side can be taken whole, so acceptance switches once.
 */
function largestWithoutDust(data: AccountData, pair: Pair, most: TokenAmount): TokenAmount | undefined {
  let accepted = 0n
  let refused: bigint = most
  while (refused - accepted > 1n) {
    const middle = (accepted + refused) / 2n
    if (liquidationCall(data, pair, tokenAmount(middle)) === 'leaves_dust') refused = middle
    else accepted = middle
  }
  return accepted === 0n ? undefined : tokenAmount(accepted)
}
