import type { FastifyInstance } from 'fastify'
import { answerRoute } from './answer/answer-route.ts'
import type { Answers } from './answer/answers.ts'
import type { Cursors } from './cursor/cursor.ts'
import { pagedQuestion } from './cursor/paged-question.ts'
import type { RiskPorts } from './risk-ports.ts'
import { curveRoute } from './routes/curve.ts'
import { historyRoute } from './routes/history.ts'
import { marketRoute, marketsRoute } from './routes/markets.ts'
import { positionRoute } from './routes/position.ts'
import { PositionKey, positionsRoute } from './routes/positions.ts'
import { pricesRoute } from './routes/prices.ts'
import { totalsRoute } from './routes/totals.ts'

/** What the routes about the books stand on. */
export type RiskSettings = {
  readonly answers: Answers
  readonly ports: RiskPorts
  readonly cursors: Cursors
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Every route about the books. */
export function riskRoutes(app: FastifyInstance, { answers, ports, cursors, now }: RiskSettings): void {
  const { scenarios, markets, positions, risk } = ports
  const paging = { cursors, now, key: PositionKey }
  answerRoute(app, answers, pricesRoute, markets.prices)
  answerRoute(app, answers, marketsRoute, markets.markets)
  answerRoute(app, answers, marketRoute, markets.market)
  answerRoute(app, answers, positionsRoute(scenarios), pagedQuestion(positions.positions, paging))
  answerRoute(app, answers, positionRoute(scenarios), positions.position)
  answerRoute(app, answers, totalsRoute(scenarios), risk.totals)
  answerRoute(app, answers, curveRoute(scenarios), risk.curve)
  answerRoute(app, answers, historyRoute(scenarios), risk.history)
}
