import type { Rounding } from '../../../core/math/mul-div.ts'

/** How a revision's pool and tokens round between scaled units, token units and money. */
export type BalanceRounding = {
  /** A lending token's balance. */
  readonly held: Rounding
  /** A variable debt token's balance. */
  readonly owed: Rounding
  /** A debt in money; collateral in money is floored by all of them. */
  readonly owedValue: Rounding
  /** Scaled units of a lending token that leave for an amount. */
  readonly taken: Rounding
  /** Scaled units of a debt token that are burned for an amount. */
  readonly burned: Rounding
}

/** Since V3.5 each rounding is in the protocol's favour (TokenMath.sol). */
export const FAVOURING_THE_PROTOCOL: BalanceRounding = {
  held: 'floor',
  owed: 'ceil',
  owedValue: 'ceil',
  taken: 'ceil',
  burned: 'floor',
}

/** Up to V3.4 balances are the nearest unit (WadRayMath.rayMul, rayDiv), and money is floored on both sides. */
export const NEAREST: BalanceRounding = {
  held: 'half-up',
  owed: 'half-up',
  owedValue: 'floor',
  taken: 'half-up',
  burned: 'half-up',
}
