import type { Static } from 'typebox'
import type { AnswerRoute } from '../answer/answer-route.ts'
import type { Question } from '../answer/question.ts'
import { at } from '../query/at.ts'
import { pathMarket } from '../query/market.ts'
import { chain } from '../query/numbers.ts'
import type { QueryOf } from '../query/read-query.ts'
import { MarketBody, MarketsBody } from '../schema/markets.ts'

const parameters = { chainId: chain, at }
const parts = { id: pathMarket }
const own = { at }

export type MarketsQuery = QueryOf<typeof parameters>
export type MarketsQuestion = Question<MarketsQuery, Static<typeof MarketsBody>>
export type MarketQuery = QueryOf<typeof own> & QueryOf<typeof parts>
export type MarketQuestion = Question<MarketQuery, Static<typeof MarketBody>>

export const marketsRoute: AnswerRoute<typeof parameters, Static<typeof MarketsBody>> = {
  path: '/v1/markets',
  name: 'markets',
  summary: 'Markets with their reserves, parameters, e-mode categories and recorded deficit',
  tag: 'markets',
  parameters,
  body: MarketsBody,
}

export const marketRoute: AnswerRoute<typeof own, Static<typeof MarketBody>, typeof parts> = {
  path: '/v1/markets/:id',
  name: 'market',
  summary: 'One market; 404 `unknown_market` where none has this name',
  tag: 'markets',
  parts,
  parameters: own,
  body: MarketBody,
}
