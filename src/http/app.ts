import fastify, { type FastifyInstance } from 'fastify'

/** What the pages show; asked at each request. */
export type AppPorts = {
  readonly ready: () => boolean
  readonly status: () => unknown
}

/**
 * The HTTP side of a running service: `/healthz` says that the process lives, `/readyz` whether its answers can be
 * relied on, `/v1/status` how each chain and market is doing.
 */
export function createApp({ ready, status }: AppPorts): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true })
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', (_, reply) =>
    ready() ? { status: 'ready' } : reply.code(503).header('retry-after', '5').send({ status: 'not ready' }),
  )
  app.get('/v1/status', () => status())
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .type('application/problem+json')
      .send({
        type: 'about:blank',
        title: 'Not found',
        status: 404,
        code: 'not_found',
        detail: `There is nothing at ${request.url.split('?')[0] ?? '/'}.`,
      }),
  )
  return app
}
