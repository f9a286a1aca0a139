import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { RedlineError } from '../../core/errors.ts'
import { ParameterError, required, shown } from '../query/parameter.ts'
import { readQuery, schemaOf } from '../query/read-query.ts'
import { problems } from '../schema/responses.ts'
import type { AnswerArchive } from './answer-archive.ts'
import { matchesEtag } from './etag.ts'

const parts = {
  answerId: required(
    Type.String({ pattern: '^[0-9a-f]{64}$', description: 'The id that the answer carried.' }),
    (text) => {
      if (/^[0-9a-f]{64}$/.test(text)) return text
      throw new ParameterError(shown(text), '64 lower-case hexadecimal digits')
    },
  ),
}
const NOTHING = {}

/** `GET /v1/answers/{answerId}`: an answer that was given, byte for byte, whatever became of its blocks since. */
export function keptAnswerRoute(app: FastifyInstance, archive: Pick<AnswerArchive, 'find'>): void {
  const schema = {
    operationId: 'keptAnswer',
    summary: 'An answer that was given before, unchanged; 404 `answer_unknown`',
    tags: ['answers'],
    params: schemaOf(parts),
    querystring: schemaOf(NOTHING),
    response: {
      200: {
        description: 'The bytes that were given.',
        content: {
          'application/json': { schema: { type: 'object', additionalProperties: true } },
          'text/csv': { schema: { type: 'string' } },
        },
      },
      304: { description: 'What the client has is it.', type: 'null' },
      ...problems,
    },
  }
  app.get('/v1/answers/:answerId', { schema }, async (request, reply) => {
    readQuery(NOTHING, request.query, 'query')
    const { answerId } = readQuery(parts, request.params, 'path')
    const found = await archive.find(answerId)
    if (found === undefined) throw unknown(answerId)
    const etag = `"${answerId}"`
    // Nothing can change what is named by its content.
    reply.header('etag', etag).header('cache-control', 'private, max-age=31536000, immutable')
    reply.header('vary', 'Authorization')
    if (matchesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send()
    return reply.type(found.contentType).send(Buffer.from(found.body))
  })
}

const unknown = (answerId: string): RedlineError =>
  new RedlineError({
    code: 'answer_unknown',
    happened: `No answer with the id ${answerId} is kept.`,
    remedy: 'Answers are kept for 90 days, or as long as retention.orphanDays in the config says.',
  })
