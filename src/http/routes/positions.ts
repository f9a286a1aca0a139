import Type, { type Static } from 'typebox'
import type { AnswerRoute } from '../answer/answer-route.ts'
import type { Question } from '../answer/question.ts'
import type { Page, PageQuery } from '../cursor/paged-question.ts'
import { accounts } from '../query/address.ts'
import { choice, flag } from '../query/choices.ts'
import { health, money } from '../query/decimals.ts'
import { markets } from '../query/market.ts'
import { chain } from '../query/numbers.ts'
import { paging } from '../query/paging.ts'
import type { QueryOf } from '../query/read-query.ts'
import { scenarioRule } from '../query/scenario.ts'
import { PositionsBody } from '../schema/position.ts'
import { positionsSheet } from '../sheet/positions-sheet.ts'
import { supposition } from './supposition.ts'

const parametersOf = (scenarios: readonly string[]) => ({
  ...supposition(scenarios),
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
    'What rows are ordered by, nulls last; then by chainId, market, account. Liquidation prices are those of the named scenario, or of `btc-only` where none is named.',
  ),
  order: choice(['asc', 'desc'], 'asc', 'Ascending or descending.'),
  ...paging,
})
type Parameters = ReturnType<typeof parametersOf>

/** The values that positions are ordered by. */
export const PositionKey = Type.Object({
  /** The value that was sorted by, as the answer has it; null stands last. */
  sort: Type.Union([Type.String(), Type.Null()]),
  chainId: Type.Integer(),
  market: Type.String(),
  account: Type.String(),
})

/** A page of positions. By `liquidationBtcPrice` they are sorted in the named scenario, or else in `btc-only`. */
export type PositionsQuery = QueryOf<Parameters>
export type PositionsQuestion = Question<
  PageQuery<PositionsQuery, Static<typeof PositionKey>>,
  Page<Omit<Static<typeof PositionsBody>, 'nextCursor'>, Static<typeof PositionKey>>
>

export const positionsRoute = (
  scenarios: readonly string[],
): AnswerRoute<Parameters, Static<typeof PositionsBody>> => ({
  path: '/v1/positions',
  name: 'positions',
  summary: 'Positions by filter and order, page by page at the blocks of the first page',
  tag: 'positions',
  parameters: parametersOf(scenarios),
  rule: scenarioRule(scenarios),
  body: PositionsBody,
  isHeavy: true,
  isKept: true,
  sheet: positionsSheet(scenarios),
})
