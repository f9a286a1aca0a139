import Type, { type Static } from 'typebox'
import type { AnswerRoute, AskedQuery } from '../answer/answer-route.ts'
import type { Question } from '../answer/question.ts'
import type { Page, PageQuery } from '../cursor/paged-question.ts'
import { accounts } from '../query/address.ts'
import { choice, flag } from '../query/choices.ts'
import { health, money } from '../query/decimals.ts'
import { markets } from '../query/market.ts'
import { chain, limit } from '../query/numbers.ts'
import { optional } from '../query/parameter.ts'
import { scenarioRule } from '../query/scenario-rule.ts'
import { PositionsBody } from '../schema/position.ts'
import { positionsSheet } from '../sheet/positions-sheet.ts'
import { supposition } from './supposition.ts'

const cursor = optional(
  Type.String({
    description: 'Of the last page, with otherwise the same query; it pins the blocks for 15 minutes.',
  }),
  (text) => text,
)

const parameters = {
  ...supposition,
  chainId: chain,
  market: markets,
  account: accounts,
  minHealthFactor: health,
  maxHealthFactor: health,
  minDebtUsd: money,
  underThreshold: flag('Only positions whose health factor is below 1, or only the others.'),
  liquidatable: flag('Only positions that somebody can liquidate now, or only the others.'),
  sort: choice(
    ['healthFactor', 'debtUsd', 'liquidationBtcPrice'],
    'healthFactor',
    'What rows are ordered by, nulls last; then by chainId, market, account.',
  ),
  order: choice(['asc', 'desc'], 'asc', 'Ascending or descending.'),
  limit,
  cursor,
}

/** A page of positions. By `liquidationBtcPrice` they are sorted in the named scenario, or else in `correlated`. */
export type PositionsQuery = AskedQuery<typeof parameters>
export type PositionsQuestion = Question<
  PageQuery<PositionsQuery>,
  Page<Omit<Static<typeof PositionsBody>, 'nextCursor'>>
>

export const positionsRoute: AnswerRoute<typeof parameters, Static<typeof PositionsBody>> = {
  path: '/v1/positions',
  name: 'positions',
  summary: 'Positions by filter and order, page by page at the blocks of the first page',
  tag: 'positions',
  parameters,
  rule: scenarioRule,
  body: PositionsBody,
  isHeavy: true,
  isKept: true,
  sheet: positionsSheet,
}
