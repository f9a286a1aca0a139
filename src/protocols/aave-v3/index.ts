export {
  type AccountData,
  accountData,
  isUnderThreshold,
  isValued,
  type Unvalued,
  type ValuedLeg,
} from './account-data.ts'
export { type AccountsIn, readAccounts } from './accounts.ts'
export { type AccountView, type IndexView, readAccountViews, readIndexViews } from './chain-view.ts'
export { maxRepayable } from './close-factor.ts'
export { coveredBorrowers, type ReserveCoverage } from './coverage.ts'
export { discoverMarket, isMarketThere } from './discovery.ts'
export { borrowEvent, borrowerOf, type RawLog } from './events.ts'
export type { AaveFact, AaveMarketFact } from './facts.ts'
export { type BlockedReason, type Liquidatability, liquidatability, pairsByValue } from './liquidatable.ts'
export { type Liquidation, liquidationCall, type Pair } from './liquidation-call.ts'
export { maximalLiquidation } from './maximal-liquidation.ts'
export type { AaveReserve } from './reserve.ts'
export { UnknownRevisionError } from './revision.ts'
export { type AaveAccount, type AaveState, projectState, stateOf, type ValuedReserve } from './state.ts'
export { inMoney, type MarketTotals, marketTotals, type PositionSums } from './totals.ts'
