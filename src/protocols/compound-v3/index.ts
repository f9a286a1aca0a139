export { cometAdapter, cometControlTotals } from './adapter.ts'
export { COMET_GENERATION, cometModel, knowsComet } from './model.ts'
