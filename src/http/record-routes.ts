import type { FastifyInstance } from 'fastify'
import { answerRoute } from './answer/answer-route.ts'
import type { Answers } from './answer/answers.ts'
import type { Cursors } from './cursor/cursor.ts'
import { pagedQuestion } from './cursor/paged-question.ts'
import {
  LiquidationKey,
  type LiquidationSummaryQuestion,
  type LiquidationsQuestion,
  liquidationSummaryRoute,
  liquidationsRoute,
} from './routes/liquidations.ts'

/** What happened, as it is recorded. */
export type RecordPorts = {
  readonly liquidations: LiquidationsQuestion
  readonly summary: LiquidationSummaryQuestion
}

/** What the routes about the record stand on. */
export type RecordSettings = {
  readonly answers: Answers
  readonly ports: RecordPorts
  readonly cursors: Cursors
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Every route about what happened. */
export function recordRoutes(app: FastifyInstance, { answers, ports, cursors, now }: RecordSettings): void {
  const paging = { cursors, now, key: LiquidationKey }
  answerRoute(app, answers, liquidationsRoute, pagedQuestion(ports.liquidations, paging))
  answerRoute(app, answers, liquidationSummaryRoute, ports.summary)
}
