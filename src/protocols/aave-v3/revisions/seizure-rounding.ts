import type { Rounding } from '../../../core/math/mul-div.ts'

/** How a liquidation rounds what it takes; LiquidationLogic._calculateAvailableCollateralToLiquidate. */
export type SeizureRounding = {
  /** Collateral for a repayment, bonus included. */
  readonly withBonus: Rounding
  /** The part of the collateral that is no bonus, of which the fee is taken off. */
  readonly withoutBonus: Rounding
  /** The protocol's share of the bonus. */
  readonly fee: Rounding
  /** The repayment for a collateral that is taken whole. */
  readonly repaid: Rounding
}

/** Up to V3.4: everything to the nearest unit. */
export const NEAREST_SEIZURE: SeizureRounding = {
  withBonus: 'half-up',
  withoutBonus: 'half-up',
  fee: 'half-up',
  repaid: 'half-up',
}

/** V3.5 and V3.6: only the repayment is in the protocol's favour. */
export const REPAID_UP_SEIZURE: SeizureRounding = { ...NEAREST_SEIZURE, repaid: 'ceil' }

/** Since V3.7: all of them are. */
export const PROTOCOL_SEIZURE: SeizureRounding = {
  withBonus: 'floor',
  withoutBonus: 'floor',
  fee: 'ceil',
  repaid: 'ceil',
}
