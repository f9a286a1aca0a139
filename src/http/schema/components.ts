import type { TSchema } from 'typebox'
import { AsOf, Missing } from './as-of.ts'
import { Liquidation } from './liquidations.ts'
import { Market } from './markets.ts'
import { Position } from './position.ts'
import { Problem } from './problem.ts'
import { RiskTotals } from './risk-totals.ts'
import { ScenarioEcho } from './scenario-echo.ts'

/** The schemas that the document holds once, by the names that `shared` refers to them with. */
export const COMPONENTS: Readonly<Record<string, TSchema>> = {
  AsOf,
  Missing,
  Scenario: ScenarioEcho,
  RiskTotals,
  Position,
  Market,
  Liquidation,
  Problem,
}
