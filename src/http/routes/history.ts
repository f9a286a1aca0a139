import type { Static } from 'typebox'
import type { AnswerRoute, AskedQuery } from '../answer/answer-route.ts'
import type { Question } from '../answer/question.ts'
import { assets } from '../query/address.ts'
import { moment } from '../query/at.ts'
import { money } from '../query/decimals.ts'
import { step } from '../query/duration.ts'
import { markets } from '../query/market.ts'
import { pointFaults } from '../query/points.ts'
import { scenarioRule } from '../query/scenario-rule.ts'
import { HistoryBody } from '../schema/risk-series.ts'
import { supposition } from './supposition.ts'

const parameters = {
  ...supposition,
  from: moment('The first point.', '2026-01-01'),
  to: moment('The last point, where the steps meet it.', '2026-01-29T00:00:00Z'),
  step,
  market: markets,
  collateral: assets,
  debt: assets,
  minDebtUsd: money,
}

/** Liquidation risk over time; `at` says which blocks are the newest that count. */
export type HistoryQuery = AskedQuery<typeof parameters>
export type HistoryQuestion = Question<HistoryQuery, Static<typeof HistoryBody>>

export const historyRoute: AnswerRoute<typeof parameters, Static<typeof HistoryBody>> = {
  path: '/v1/risk/history',
  name: 'riskHistory',
  summary: 'Liquidation risk at one BTC price, or at the prices of the moment, over time',
  tag: 'risk',
  parameters,
  rule: (query) => [...scenarioRule(query), ...pointFaults(query)],
  body: HistoryBody,
  isHeavy: true,
  isKept: true,
}
