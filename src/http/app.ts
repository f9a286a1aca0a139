import fastify, { type FastifyInstance } from 'fastify'
import { type Admission, type Refusal, refusalOf } from './access.ts'
import { type LiquidationsPort, liquidationRoutes } from './liquidations.ts'
import { PROBLEM_TYPE, problemOf } from './problem.ts'
import type { StatusAnswer } from './status-schema.ts'
import { type VerifyPort, verifyRoute } from './verify.ts'

/** What the pages show, asked at each request, and who may see them. */
export type AppPorts = {
  readonly ready: () => boolean
  readonly status: () => StatusAnswer
  /** A page for Prometheus. */
  readonly metrics: { readonly contentType: string; readonly page: () => Promise<string> }
  readonly verify: VerifyPort
  readonly liquidations: LiquidationsPort
  readonly admission: Admission
  /** Told of an error that nobody raised on purpose. */
  readonly fault: (error: unknown) => void
}

/**
 * The HTTP side of a running service: `/healthz` says that the process lives, `/readyz` whether its answers can be
 * relied on, `/v1/status` how each chain and market is doing, `/metrics` the same for Prometheus, `/v1/verify` compares with the chain. The first two say nothing else and are open to all.
 */
export function createApp({
  ready,
  status,
  metrics,
  verify,
  liquidations,
  admission,
  fault,
}: AppPorts): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true })
  app.addHook('onRequest', async ({ url, ip, headers }, reply) => {
    if (OPEN.includes(url)) return
    const refusal = refusalOf(admission, { address: ip, authorization: headers.authorization })
    if (refusal !== undefined)
      await reply.code(REFUSALS[refusal].status).type(PROBLEM_TYPE).send(problem(refusal))
  })
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', (_, reply) =>
    ready() ? { status: 'ready' } : reply.code(503).header('retry-after', '5').send({ status: 'not ready' }),
  )
  app.get('/v1/status', () => status())
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.page()))
  verifyRoute(app, verify)
  liquidationRoutes(app, liquidations)
  app.setErrorHandler(async (error, _, reply) => {
    const { retryAfter, ...document } = problemOf(error)
    if (document.status === 500) fault(error)
    if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
    return reply.code(document.status).type(PROBLEM_TYPE).send(document)
  })
  app.setNotFoundHandler(({ url }, reply) =>
    reply
      .code(404)
      .type(PROBLEM_TYPE)
      .send({
        type: 'about:blank',
        title: 'Not found',
        status: 404,
        code: 'not_found',
        detail: `There is nothing at ${url.split('?')[0] ?? '/'}.`,
      }),
  )
  return app
}

const OPEN = ['/healthz', '/readyz']

const REFUSALS: Readonly<Record<Refusal, { status: number; title: string; detail: string }>> = {
  unauthorized: {
    status: 401,
    title: 'Unauthorized',
    detail: 'Send a key of REDLINE_API_KEYS as "Authorization: Bearer KEY".',
  },
  loopback_only: {
    status: 403,
    title: 'Forbidden',
    detail: 'Without REDLINE_API_KEYS only requests from the same machine are served.',
  },
}

const problem = (refusal: Refusal) => ({ type: 'about:blank', code: refusal, ...REFUSALS[refusal] })
