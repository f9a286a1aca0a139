import type { Static } from 'typebox'
import type { AnswerRoute, AskedQuery } from '../answer/answer-route.ts'
import type { Question } from '../answer/question.ts'
import { assets } from '../query/address.ts'
import { money } from '../query/decimals.ts'
import { markets } from '../query/market.ts'
import { scenarioRule } from '../query/scenario-rule.ts'
import { TotalsBody } from '../schema/risk-totals.ts'
import { totalsSheet } from '../sheet/totals-sheet.ts'
import { supposition } from './supposition.ts'

const parameters = {
  ...supposition,
  market: markets,
  collateral: assets,
  debt: assets,
  minDebtUsd: money,
}

/** Liquidation risk at one BTC price, or at the present prices. Filters select whole positions. */
export type TotalsQuery = AskedQuery<typeof parameters>
export type TotalsQuestion = Question<TotalsQuery, Static<typeof TotalsBody>>

export const totalsRoute: AnswerRoute<typeof parameters, Static<typeof TotalsBody>> = {
  path: '/v1/risk/totals',
  name: 'riskTotals',
  summary: 'Who is liquidated at a BTC price, and for how much: in all, already, added, relieved, and split',
  tag: 'risk',
  parameters,
  rule: scenarioRule,
  body: TotalsBody,
  isHeavy: true,
  isKept: true,
  isPostable: true,
  sheet: totalsSheet,
}
