import type { Static } from 'typebox'
import type { AnswerRoute } from '../answer/answer-route.ts'
import type { Question } from '../answer/question.ts'
import { at } from '../query/at.ts'
import { curvePrice } from '../query/decimals.ts'
import { pointFaults } from '../query/points.ts'
import type { QueryOf } from '../query/read-query.ts'
import { scenario, scenarioNamed } from '../query/scenario.ts'
import { shocks } from '../query/shock.ts'
import { CurveBody } from '../schema/risk-series.ts'
import { curveSheet } from '../sheet/curve-sheet.ts'
import { selection } from './selection.ts'

const parametersOf = (scenarios: readonly string[]) => ({
  from: curvePrice('The first point:', '80000'),
  to: curvePrice('The last point, where the steps meet it:', '95000'),
  step: curvePrice('From one point to the next:', '500'),
  scenario: scenario(scenarios),
  shock: shocks,
  ...selection,
  at,
})
type Parameters = ReturnType<typeof parametersOf>

/** Liquidation risk at many BTC prices of one block. */
export type CurveQuery = QueryOf<Parameters>
export type CurveQuestion = Question<CurveQuery, Static<typeof CurveBody>>

export const curveRoute = (
  scenarios: readonly string[],
): AnswerRoute<Parameters, Static<typeof CurveBody>> => ({
  path: '/v1/risk/curve',
  name: 'riskCurve',
  summary: 'Liquidation risk at each of many BTC prices',
  tag: 'risk',
  parameters: parametersOf(scenarios),
  rule: (query) => [...scenarioNamed(scenarios)(query), ...pointFaults(query)],
  body: CurveBody,
  isHeavy: true,
  isKept: true,
  sheet: curveSheet,
})
