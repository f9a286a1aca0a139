import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import fastify, { type FastifyInstance } from 'fastify'
import type { Admission } from './access.ts'
import { type AnswerStorePort, answerArchive } from './answer/answer-archive.ts'
import { createAnswers } from './answer/answers.ts'
import { keptAnswerRoute } from './answer/kept-answer-route.ts'
import { createCursors } from './cursor/cursor.ts'
import { gate } from './gate.ts'
import { gracefulClose } from './graceful-close.ts'
import { type RecordPorts, recordRoutes } from './record-routes.ts'
import { reference } from './reference.ts'
import { refusals, sendProblem } from './refusals.ts'
import type { RiskPorts } from './risk-ports.ts'
import { riskRoutes } from './risk-routes.ts'
import { type ServicePorts, serviceRoutes } from './routes/service.ts'
import { type VerifyPort, verifyRoute } from './routes/verify.ts'
import type { StreamPort } from './stream/stream-port.ts'
import { streamRoute } from './stream/stream-route.ts'

/** Answers that were given, and what their pages are signed with. */
export type KeptPorts = {
  readonly answers: AnswerStorePort
  /** Told of every answer that could not be written; it is tried again. */
  readonly answerFailed: (error: unknown) => void
  /** The same over restarts, so that pages can be continued. */
  readonly cursorSecret: Uint8Array
}

/** What the API is made of. */
export type AppPorts = {
  readonly version: string
  readonly service: ServicePorts
  readonly verify: VerifyPort
  readonly kept: KeptPorts
  /** Questions about the books; their routes are there when it is. */
  readonly risk?: RiskPorts | undefined
  /** What happens; the stream is there when it is. */
  readonly events?: StreamPort | undefined
  /** What happened; its routes are there when it is. */
  readonly record?: RecordPorts | undefined
  readonly admission: Admission
  /** Requests a minute of one key or address; 0: any number. */
  readonly perMinute: number
  /** Told of an error that nobody raised on purpose. */
  readonly fault: (error: unknown) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Bytes of a body, characters of a part of a path, ms until a request must have come in whole. */
const LIMITS = { body: 64 * 1024, part: 200, requestMs: 15_000 }

/** Bytes that a reader of the stream may be behind. */
const BEHIND = 1024 * 1024

/**
 * The HTTP side of a running service. Closing it ends the streams, lets requests under way finish, and writes the
 * answers that are not written yet.
 */
export function createApp(ports: AppPorts): FastifyInstance {
  const { version, service, verify, record, kept, risk, events, fault, now } = ports
  const app = fastify({
    logger: false,
    forceCloseConnections: 'idle',
    bodyLimit: LIMITS.body,
    requestTimeout: LIMITS.requestMs,
    routerOptions: { maxParamLength: LIMITS.part },
    frameworkErrors: (error, _, reply) => {
      sendProblem(reply, error)
    },
  })
  // Requests are read by their parameters and answers are written as they are: schemas are for the document, and a
  // serialiser made of them would silently drop what they do not name.
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer))
  gracefulClose(app)
  refusals(app, fault)
  gate(app, ports)
  reference(app, version)
  const closing = new AbortController()
  const wait = (ms: number) => sleep(ms, undefined, { signal: closing.signal }).catch(() => undefined)
  const archive = answerArchive({ store: kept.answers, failed: kept.answerFailed, wait })
  app.addHook('preClose', async () => closing.abort())
  app.addHook('onClose', () => archive.close())
  app.register(async (routes) => {
    serviceRoutes(routes, service)
    verifyRoute(routes, verify)
    keptAnswerRoute(routes, archive)
    if (events !== undefined) streamRoute(routes, { source: events, run: randomUUID(), behind: BEHIND })
    const answers = createAnswers({ version, archive })
    const cursors = createCursors(kept.cursorSecret, now)
    if (record !== undefined) recordRoutes(routes, { answers, ports: record, cursors, now })
    if (risk !== undefined) riskRoutes(routes, { answers, ports: risk, cursors, now })
  })
  return app
}
