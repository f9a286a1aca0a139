import type { Static } from 'typebox'
import type { AnswerRoute, AskedQuery } from '../answer/answer-route.ts'
import type { Question } from '../answer/question.ts'
import { assets } from '../query/address.ts'
import { scenario } from '../query/choices.ts'
import { curvePrice, money } from '../query/decimals.ts'
import { markets } from '../query/market.ts'
import { pointFaults } from '../query/points.ts'
import { scenarioNamed } from '../query/scenario-rule.ts'
import { shocks } from '../query/shock.ts'
import { CurveBody } from '../schema/risk-series.ts'
import { curveSheet } from '../sheet/curve-sheet.ts'

const parameters = {
  from: curvePrice('The first point:', '80000'),
  to: curvePrice('The last point, where the steps meet it:', '95000'),
  step: curvePrice('From one point to the next:', '500'),
  scenario,
  shock: shocks,
  market: markets,
  collateral: assets,
  debt: assets,
  minDebtUsd: money,
}

/** Liquidation risk at many BTC prices of one block. */
export type CurveQuery = AskedQuery<typeof parameters>
export type CurveQuestion = Question<CurveQuery, Static<typeof CurveBody>>

export const curveRoute: AnswerRoute<typeof parameters, Static<typeof CurveBody>> = {
  path: '/v1/risk/curve',
  name: 'riskCurve',
  summary: 'Liquidation risk at each of many BTC prices',
  tag: 'risk',
  parameters,
  rule: (query) => [...scenarioNamed(query), ...pointFaults(query)],
  body: CurveBody,
  isHeavy: true,
  isKept: true,
  sheet: curveSheet,
}
