import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { liquidationsCsv } from './liquidation-csv.ts'
import {
  LiquidationSummary,
  LiquidationsAnswer,
  LiquidationsQuery,
  SummaryQuery,
} from './liquidation-schema.ts'

type ListQuery = Static<typeof LiquidationsQuery>
type SumQuery = Static<typeof SummaryQuery>

/** What happened, as it is recorded. */
export type LiquidationsPort = {
  readonly list: (
    asked: Omit<ListQuery, 'format' | 'limit'> & { limit: number },
  ) => Promise<LiquidationsAnswer>
  readonly summary: (asked: SumQuery) => Promise<LiquidationSummary>
}

/** Liquidations a page where the query does not say. */
const PAGE = 100

/**
 * `GET /v1/liquidations`: what happened, newest first, as JSON or CSV; `GET /v1/liquidations/summary`: sums of it. Whether
 * an answer is all that was asked for is in `Redline-Complete` too.
 */
export function liquidationRoutes(app: FastifyInstance, { list, summary }: LiquidationsPort): void {
  app.get<{ Querystring: ListQuery }>(
    '/v1/liquidations',
    { schema: { querystring: LiquidationsQuery, response: { 200: LiquidationsAnswer } } },
    async ({ query: { format, limit = PAGE, ...asked } }, reply) => {
      const answer = await list({ ...asked, limit })
      reply.header('redline-complete', String(answer.complete))
      if (format !== 'csv') return answer
      if (answer.nextCursor !== null) reply.header('redline-next-cursor', answer.nextCursor)
      return reply.type('text/csv; charset=utf-8').send(liquidationsCsv(answer))
    },
  )
  app.get<{ Querystring: SumQuery }>(
    '/v1/liquidations/summary',
    { schema: { querystring: SummaryQuery, response: { 200: LiquidationSummary } } },
    async ({ query }, reply) => {
      const answer = await summary(query)
      reply.header('redline-complete', String(answer.complete))
      return answer
    },
  )
}
