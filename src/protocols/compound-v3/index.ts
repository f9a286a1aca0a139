export { cometAdapter } from './adapter.ts'
export { cometControlTotals } from './control-totals.ts'
export { COMET_GENERATION, cometModel, knowsComet } from './model.ts'
