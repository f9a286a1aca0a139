import type { WantedPrices } from '../../core/risk/questions.ts'
import { scenarioNames, scenarioOf } from '../../core/scenario/scenario.ts'
import type { RiskContext } from './context.ts'
import type { RiskParts } from './parts.ts'

/** Liquidation prices in every scenario that there is; none while the BTC price is not known. */
export function wantedPrices({ config }: RiskParts, { reference }: RiskContext): WantedPrices | undefined {
  if (reference === undefined || reference === 0n) return undefined
  const names = scenarioNames(config.scenarios)
  return { reference, scenarios: names.map((name) => scenarioOf(name, config.scenarios, [])) }
}
