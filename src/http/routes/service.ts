import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { readQuery, schemaOf } from '../query/read-query.ts'
import { choice, closed } from '../schema/fields.ts'
import { problems } from '../schema/responses.ts'
import { StatusAnswer } from '../schema/status.ts'

/** How the service is doing, asked at each request. */
export type ServicePorts = {
  readonly ready: () => boolean
  readonly status: () => StatusAnswer
  /** A page for Prometheus. */
  readonly metrics: { readonly contentType: string; readonly page: () => Promise<string> }
}

const NOTHING = {}
const service = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['service'],
  querystring: schemaOf(NOTHING),
})
const answer = (description: string, schema: Type.TSchema, type = 'application/json') => ({
  description,
  content: { [type]: { schema } },
})

/** `/healthz` and `/readyz`, which say nothing else and are open to all; `/v1/status` and `/metrics`. */
export function serviceRoutes(app: FastifyInstance, { ready, status, metrics }: ServicePorts): void {
  const alive = Type.Object({ status: choice(['ok'], 'The process lives.') }, closed)
  const state = Type.Object(
    { status: choice(['ready', 'not ready'], 'Whether answers can be relied on.') },
    closed,
  )
  app.get(
    '/healthz',
    {
      schema: {
        ...service('health', 'Whether the process lives, whatever the chains do'),
        security: [],
        response: { 200: answer('It lives.', alive), ...problems },
      },
    },
    ({ query }) => {
      readQuery(NOTHING, query, 'query')
      return { status: 'ok' }
    },
  )
  app.get(
    '/readyz',
    {
      schema: {
        ...service('ready', 'Whether its answers can be relied on'),
        security: [],
        response: { 200: answer('They can.', state), ...problems, 503: answer('Not now.', state) },
      },
    },
    ({ query }, reply) => {
      readQuery(NOTHING, query, 'query')
      if (ready()) return { status: 'ready' }
      return reply.code(503).header('retry-after', '5').send({ status: 'not ready' })
    },
  )
  app.get(
    '/v1/status',
    {
      schema: {
        ...service('status', 'How each chain and market is doing'),
        response: { 200: answer('The status.', StatusAnswer), ...problems },
      },
    },
    ({ query }) => {
      readQuery(NOTHING, query, 'query')
      return status()
    },
  )
  app.get(
    '/metrics',
    {
      schema: {
        ...service('metrics', 'The same for Prometheus'),
        response: { 200: answer('The page.', Type.String(), 'text/plain'), ...problems },
      },
    },
    async ({ query }, reply) => {
      readQuery(NOTHING, query, 'query')
      return reply.type(metrics.contentType).send(await metrics.page())
    },
  )
}
