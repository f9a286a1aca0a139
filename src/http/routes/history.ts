import type { Static } from 'typebox'
import type { AnswerRoute } from '../answer/answer-route.ts'
import type { Question } from '../answer/question.ts'
import { moment } from '../query/at.ts'
import { step } from '../query/duration.ts'
import { pointFaults } from '../query/points.ts'
import type { QueryOf } from '../query/read-query.ts'
import { scenarioRule } from '../query/scenario.ts'
import { HistoryBody } from '../schema/risk-series.ts'
import { selection } from './selection.ts'
import { supposition } from './supposition.ts'

const parametersOf = (scenarios: readonly string[]) => ({
  ...supposition(scenarios),
  from: moment('The first point.', '2026-01-01'),
  to: moment('The last point, where the steps meet it.', '2026-01-29T00:00:00Z'),
  step,
  ...selection,
})
type Parameters = ReturnType<typeof parametersOf>

/** Liquidation risk over time; `at` says which blocks are the newest that count. */
export type HistoryQuery = QueryOf<Parameters>
export type HistoryQuestion = Question<HistoryQuery, Static<typeof HistoryBody>>

export const historyRoute = (
  scenarios: readonly string[],
): AnswerRoute<Parameters, Static<typeof HistoryBody>> => ({
  path: '/v1/risk/history',
  name: 'riskHistory',
  summary: 'Liquidation risk at one BTC price, or at the prices of the moment, over time',
  tag: 'risk',
  parameters: parametersOf(scenarios),
  rule: (query) => [...scenarioRule(scenarios)(query), ...pointFaults(query)],
  body: HistoryBody,
  isHeavy: true,
  isKept: true,
})
