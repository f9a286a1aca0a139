import type { Static } from 'typebox'
import type { AnswerRoute, AskedQuery } from '../answer/answer-route.ts'
import type { Question } from '../answer/question.ts'
import { pathMarket } from '../query/market.ts'
import { chain } from '../query/numbers.ts'
import type { QueryOf } from '../query/read-query.ts'
import { MarketBody, MarketsBody } from '../schema/markets.ts'

const parameters = { chainId: chain }
const parts = { id: pathMarket }
const none = {}

export type MarketsQuery = AskedQuery<typeof parameters>
export type MarketsQuestion = Question<MarketsQuery, Static<typeof MarketsBody>>
export type MarketQuery = AskedQuery<typeof none> & QueryOf<typeof parts>
export type MarketQuestion = Question<MarketQuery, Static<typeof MarketBody>>

export const marketsRoute: AnswerRoute<typeof parameters, Static<typeof MarketsBody>> = {
  path: '/v1/markets',
  name: 'markets',
  summary: 'Markets with their reserves, parameters, e-mode categories and recorded deficit',
  tag: 'markets',
  parameters,
  body: MarketsBody,
}

export const marketRoute: AnswerRoute<typeof none, Static<typeof MarketBody>, typeof parts> = {
  path: '/v1/markets/:id',
  name: 'market',
  summary: 'One market; 404 `unknown_market` where none has this name',
  tag: 'markets',
  parts,
  parameters: none,
  body: MarketBody,
}
