import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { COMPONENTS } from './schema/components.ts'

/**
 * The OpenAPI 3.1 document at `/openapi.json`, made of the schemas that the routes read and answer by, and a page at
 * `/docs` that shows it, which takes nothing from the internet. To be registered before the routes.
 */
export function reference(app: FastifyInstance, version: string): void {
  for (const [$id, schema] of Object.entries(COMPONENTS)) app.addSchema({ ...schema, $id })
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Redline',
        version,
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' } as { name: string },
      },
      servers: [{ url: '/', description: 'This service.' }],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'A key of REDLINE_API_KEYS.' },
        },
      },
      security: [{ key: [] }, {}],
      tags: [
        { name: 'risk', description: 'What is liquidated, and for how much.' },
        { name: 'positions', description: 'Who holds and owes what.' },
        { name: 'markets', description: 'Markets, their parameters and prices.' },
        { name: 'liquidations', description: 'What was liquidated.' },
        { name: 'answers', description: 'What was said before.' },
        { name: 'stream', description: 'What happens, as it happens.' },
        { name: 'service', description: 'How the service is doing.' },
      ],
    },
    refResolver: {
      buildLocalReference: (json, _, __, i) =>
        typeof json['$id'] === 'string' ? json['$id'] : `schema-${i}`,
    },
  })
  app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    uiConfig: { deepLinking: true, docExpansion: 'list', persistAuthorization: false },
    theme: { title: 'Redline' },
  })
  app.register(async (scope) => {
    scope.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
  })
}

const DESCRIPTION = [
  'On-chain liquidation monitor: who is liquidated at any BTC price, for how much.',
  'Money and chain state are decimal strings with all their digits, the unit in the name. Times are ISO 8601 in UTC, addresses checksummed.',
  'Every answer about the books says in `asOf` which blocks it is true at; an `ETag` names its bytes.',
].join('\n\n')
