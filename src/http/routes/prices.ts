import type { Static } from 'typebox'
import type { AnswerRoute } from '../answer/answer-route.ts'
import type { Question } from '../answer/question.ts'
import { at } from '../query/at.ts'
import { markets } from '../query/market.ts'
import { chain } from '../query/numbers.ts'
import type { QueryOf } from '../query/read-query.ts'
import { PricesBody } from '../schema/prices.ts'

const parameters = { chainId: chain, market: markets, at }

export type PricesQuery = QueryOf<typeof parameters>
export type PricesQuestion = Question<PricesQuery, Static<typeof PricesBody>>

export const pricesRoute: AnswerRoute<typeof parameters, Static<typeof PricesBody>> = {
  path: '/v1/prices',
  name: 'prices',
  summary: 'Prices as the markets see them, what moves them, and BTC/USD of each chain',
  tag: 'markets',
  parameters,
  body: PricesBody,
}
