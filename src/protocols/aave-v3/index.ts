export type { ConfiguredDrivers } from '../oracle/driver-override.ts'
export {
  type AccountData,
  accountData,
  isUnderThreshold,
  isValued,
  type ValuedLeg,
} from './account-data.ts'
export { type AccountsIn, readAccounts } from './accounts.ts'
export { aaveAdapter } from './adapter.ts'
export { type AccountView, readAccountViews, readIndexViews } from './chain-view.ts'
export { coveredBorrowers, type ReserveCoverage } from './coverage.ts'
export { discoverMarket, isMarketThere } from './discovery.ts'
export { borrowerOf, borrowTopic } from './events.ts'
export type { AaveFact } from './facts.ts'
export { knownRevision } from './known-revision.ts'
export { type BlockedReason, liquidatability, pairsByValue } from './liquidatable.ts'
export { type Liquidation, liquidationCall } from './liquidation-call.ts'
export { maxRepayable } from './maximal-liquidation.ts'
export { aaveModel, aaveTerms, type BookMarket } from './model.ts'
export { pricedAssets } from './priced-assets.ts'
export { factOf, recordOf } from './records.ts'
export type { AaveReserve } from './reserve.ts'
export { aaveRules } from './rules.ts'
export { type AaveState, projectState, stateOf } from './state.ts'
export { marketTotals } from './totals.ts'
