import type { TokenAmount } from '../../core/units.ts'
import type { ReserveSymbol } from '../deployment.ts'

/** An amount of one reserve's token. */
export type Leg = { readonly symbol: ReserveSymbol; readonly amount: TokenAmount }

/** Why an account is what it is; tests and tables count by it. */
export const POSITION_KINDS = [
  'provider',
  'supplier',
  'btc-borrower',
  'eth-borrower',
  'mixed',
  'btc-loop',
  'eth-loop',
  'stable-loop',
  'btc-short',
  'isolated',
  'dust',
  'ruined',
] as const
export type PositionKind = (typeof POSITION_KINDS)[number]

/**
 * What one account is going to do, in this order: receive its supplies, enter its e-mode, switch collateral flags,
 * borrow, withdraw. The withdrawal brings the health factor below what the loan-to-value limit lets one borrow at.
 */
export type PlannedPosition = {
  /** Number of the account in the population. */
  readonly index: number
  readonly kind: PositionKind
  readonly supplies: readonly Leg[]
  /** Efficiency-mode category, 0 for none. */
  readonly eMode: number
  /** Collateral flags that differ from what supplying sets by itself. */
  readonly flags: readonly { readonly symbol: ReserveSymbol; readonly collateral: boolean }[]
  readonly borrows: readonly Leg[]
  readonly withdrawals: readonly Leg[]
  /** Health factor aimed at; `undefined` without debt, and for those that are ruined before the start. */
  readonly healthFactor: number | undefined
}
