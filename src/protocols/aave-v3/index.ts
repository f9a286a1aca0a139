export type { ConfiguredDrivers } from '../oracle/driver-override.ts'
export {
  type AccountData,
  accountData,
  isUnderThreshold,
  isValued,
  type ValuedLeg,
} from './account-data.ts'
export { aaveAdapter, aaveControlTotals } from './adapter.ts'
export { type AccountView, readAccountViews } from './chain-view.ts'
export type { AaveFact } from './facts.ts'
export { aaveRevision } from './known-revision.ts'
export { type BlockedReason, liquidatability, pairsByValue } from './liquidatable.ts'
export { type Liquidation, liquidationCall } from './liquidation-call.ts'
export { maxRepayable } from './maximal-liquidation.ts'
export { aaveModel, aaveStateIn, aaveTerms } from './model.ts'
export { pricedAssets } from './priced-assets.ts'
export { factOf } from './records.ts'
export type { AaveReserve } from './reserve.ts'
export { aaveRules } from './rules.ts'
export { type AaveState, projectState, stateOf } from './state.ts'
export { marketTotals } from './totals.ts'
