import { type TokenAmount, tokenAmount } from '../../core/units.ts'
import type { AccountLiquidity } from './account-liquidity.ts'
import { mulFactor } from './interest.ts'
import type { CometState } from './state.ts'

/** What an absorption of an account does; amounts in base tokens. */
export type Absorption = {
  /** Debt that is gone: all of it, whatever the collateral is worth. */
  readonly repaid: TokenAmount
  /** What the collateral is credited with. */
  readonly credited: TokenAmount
  /** What the credit exceeds the debt by: the owner's from then on, as supplied base tokens. */
  readonly returned: TokenAmount
  /** What the debt exceeds the credit by. Reserves bear it, and no event says so. */
  readonly loss: TokenAmount
  /** Base tokens that the protocol gives for the collateral: `basePaidOut` of the event. */
  readonly paidOut: TokenAmount
}

/**
 * What `absorb` does with an account (absorbInternal): it takes all collateral, there is no close factor, credits
 * `Σ value · liquidationFactor` at the base token's price, and lets reserves bear what is missing. Whether it succeeds
 * is another question: only for an account under water, and not while it is paused.
 */
export function absorption({ basePrice, baseUnit }: CometState, account: AccountLiquidity): Absorption {
  const value = account.collateral.reduce(
    (sum, { asset, value }) => sum + mulFactor(value, asset.liquidationFactor),
    0n,
  )
  // Valuing the account has asked for this price already.
  const credited = basePrice === undefined ? 0n : (value * baseUnit) / basePrice
  const { owed } = account
  const [returned, loss] = credited > owed ? [credited - owed, 0n] : [0n, owed - credited]
  return {
    repaid: owed,
    credited: tokenAmount(credited),
    returned: tokenAmount(returned),
    loss: tokenAmount(loss),
    paidOut: tokenAmount(owed + returned),
  }
}
