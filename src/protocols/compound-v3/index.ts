export { cometAdapter } from './adapter.ts'
export { cometModel } from './model.ts'
