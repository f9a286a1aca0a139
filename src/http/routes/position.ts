import type { Static } from 'typebox'
import type { AnswerRoute } from '../answer/answer-route.ts'
import type { Question } from '../answer/question.ts'
import { account } from '../query/address.ts'
import { pathMarket } from '../query/market.ts'
import { pathChain } from '../query/numbers.ts'
import type { QueryOf } from '../query/read-query.ts'
import { scenarioRule } from '../query/scenario.ts'
import { PositionBody } from '../schema/position.ts'
import { supposition } from './supposition.ts'

const parts = { chainId: pathChain, market: pathMarket, account }

/** One account in one market. */
export type PositionQuery = QueryOf<ReturnType<typeof supposition>> & QueryOf<typeof parts>
export type PositionQuestion = Question<PositionQuery, Static<typeof PositionBody>>

export const positionRoute = (
  scenarios: readonly string[],
): AnswerRoute<ReturnType<typeof supposition>, Static<typeof PositionBody>, typeof parts> => ({
  path: '/v1/positions/:chainId/:market/:account',
  name: 'position',
  summary: 'One position with its legs; 404 `unknown_account` where the account has none in the market',
  tag: 'positions',
  parts,
  parameters: supposition(scenarios),
  rule: scenarioRule(scenarios),
  body: PositionBody,
  isKept: true,
})
