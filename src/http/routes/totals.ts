import type { Static } from 'typebox'
import type { AnswerRoute } from '../answer/answer-route.ts'
import type { Question } from '../answer/question.ts'
import type { QueryOf } from '../query/read-query.ts'
import { scenarioRule } from '../query/scenario.ts'
import { TotalsBody } from '../schema/risk-totals.ts'
import { totalsSheet } from '../sheet/totals-sheet.ts'
import { selection } from './selection.ts'
import { supposition } from './supposition.ts'

const parametersOf = (scenarios: readonly string[]) => ({
  ...supposition(scenarios),
  ...selection,
})
type Parameters = ReturnType<typeof parametersOf>

/** Liquidation risk at one BTC price, or at the present prices. Filters select whole positions. */
export type TotalsQuery = QueryOf<Parameters>
export type TotalsQuestion = Question<TotalsQuery, Static<typeof TotalsBody>>

export const totalsRoute = (
  scenarios: readonly string[],
): AnswerRoute<Parameters, Static<typeof TotalsBody>> => ({
  path: '/v1/risk/totals',
  name: 'riskTotals',
  summary: 'Who is liquidated at a BTC price, and for how much: in all, already, added, relieved, and split',
  tag: 'risk',
  parameters: parametersOf(scenarios),
  rule: scenarioRule(scenarios),
  body: TotalsBody,
  isHeavy: true,
  isKept: true,
  isPostable: true,
  sheet: totalsSheet,
})
