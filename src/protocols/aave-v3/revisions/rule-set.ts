import { type BalanceRounding, FAVOURING_THE_PROTOCOL, NEAREST } from './balance-rounding.ts'
import { type CloseFactor, halfOfPosition, halfOfReserve } from './close-factor.ts'
import { binomialInterest, type CompoundInterest, nestedInterest } from './compound-interest.ts'
import { anyDust, ceiledDust, flooredDust, type LeavesDust } from './dust.ts'
import {
  type ExhaustedCollateral,
  neverWrittenOff,
  writtenOffByUnits,
  writtenOffByValue,
} from './exhausted-collateral.ts'
import { averagedHealthFactor, exactHealthFactor, type HealthFactor } from './health-factor.ts'
import { type Securing, securesAlways, securesWithThreshold } from './securing.ts'
import {
  NEAREST_SEIZURE,
  PROTOCOL_SEIZURE,
  REPAID_UP_SEIZURE,
  type SeizureRounding,
} from './seizure-rounding.ts'

/** Everything in which pools of different revisions value and liquidate positions differently. */
export type RuleSet = {
  readonly compound: CompoundInterest
  readonly rounding: BalanceRounding
  readonly healthFactor: HealthFactor
  readonly secures: Securing
  readonly closeFactor: CloseFactor
  readonly seizure: SeizureRounding
  readonly leavesDust: LeavesDust
  readonly exhausted: ExhaustedCollateral
  /** The sequencer's guard is asked about accounts that are barely unhealthy. */
  readonly heedsSentinel: boolean
}

const V3_7: RuleSet = {
  compound: nestedInterest,
  rounding: FAVOURING_THE_PROTOCOL,
  healthFactor: exactHealthFactor,
  secures: securesAlways,
  closeFactor: halfOfPosition,
  seizure: PROTOCOL_SEIZURE,
  leavesDust: ceiledDust,
  exhausted: writtenOffByUnits,
  heedsSentinel: false,
}
const V3_6: RuleSet = {
  ...V3_7,
  seizure: REPAID_UP_SEIZURE,
  exhausted: writtenOffByValue,
  heedsSentinel: true,
}
const V3_5: RuleSet = { ...V3_6, secures: securesWithThreshold }
const V3_4: RuleSet = {
  ...V3_5,
  rounding: NEAREST,
  healthFactor: averagedHealthFactor,
  seizure: NEAREST_SEIZURE,
  leavesDust: flooredDust,
}
const V3_3: RuleSet = { ...V3_4, compound: binomialInterest }
const V3_0: RuleSet = {
  ...V3_3,
  closeFactor: halfOfReserve,
  leavesDust: anyDust,
  exhausted: neverWrittenOff,
}

/** From which pool revision on each set holds, newest first. */
const SINCE: readonly (readonly [revision: number, rules: RuleSet])[] = [
  [11, V3_7],
  [10, V3_6],
  [9, V3_5],
  [8, V3_4],
  [7, V3_3],
]

/** The rules of a pool whose revision was accepted before, which `requireKnownPool` does. */
export const ruleSetOf = (revision: number): RuleSet =>
  SINCE.find(([since]) => revision >= since)?.[1] ?? V3_0
