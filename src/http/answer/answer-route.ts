import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TObject } from 'typebox'
import { format, required } from '../query/choices.ts'
import {
  type NoParameters,
  type Parameters,
  type QueryOf,
  type Rule,
  readQuery,
  schemaOf,
} from '../query/read-query.ts'
import { enveloped } from '../schema/enveloped.ts'
import { problems } from '../schema/responses.ts'
import type { Answers } from './answers.ts'
import { CSV_TYPE, type Sheet } from './csv.ts'
import { matchesEtag } from './etag.ts'
import { IncompleteError } from './incomplete-error.ts'
import { type KnownRequest, knownRequests } from './known-requests.ts'
import type { Question, Resolved } from './question.ts'
import type { Rendered } from './render.ts'
import { requestSignal } from './request-signal.ts'

/** A route that answers a question: documented, read and answered by one description. */
export type AnswerRoute<
  P extends Parameters,
  Body extends object,
  Parts extends Parameters = NoParameters,
> = {
  readonly path: string
  /** The name of the operation in the document. */
  readonly name: string
  readonly summary: string
  readonly description?: string
  readonly tag: string
  /** Parts of the path. */
  readonly parts?: Parts
  readonly parameters: P
  readonly rule?: Rule<P>
  readonly body: TObject
  readonly isHeavy?: boolean
  readonly isKept?: boolean
  /** Whether the same can be asked by POST, with the parameters as fields of a JSON object. */
  readonly isPostable?: boolean
  readonly sheet?: (body: Body) => Sheet
}

/** How long a question may take, in ms. */
const LIMIT_MS = 30_000

/** A question may be repeated and has to be answered anew: giving back the answer of yesterday would be a wrong one. */
const POSTED =
  'The same by POST, for questions longer than a URL may be. It changes nothing, so an Idempotency-Key has nothing to protect and is of no effect: the answer is that of the blocks of now, or of those that `at` names.'

/** How an answer is wanted: no part of the question. */
type Wanted = { readonly format?: 'json' | 'csv'; readonly require?: 'complete' | undefined }

/** Registers a route that answers through a question. */
export function answerRoute<
  P extends Parameters,
  Body extends object,
  Parts extends Parameters,
  About extends Resolved,
>(
  app: FastifyInstance,
  answers: Answers,
  route: AnswerRoute<P, Body, Parts>,
  question: Question<NoInfer<QueryOf<P> & QueryOf<Parts>>, NoInfer<Body>, About>,
): void {
  const { path, name, summary, tag, parts = {}, parameters, rule, isPostable = false, sheet } = route
  const { body, description, isHeavy = false, isKept = false } = route
  const every: Parameters = {
    ...parameters,
    require: required,
    ...(sheet === undefined ? {} : { format }),
  }
  const content = {
    'application/json': { schema: enveloped(body, isKept) },
    ...(sheet === undefined ? {} : { [CSV_TYPE]: { schema: { type: 'string' } } }),
  }
  const headers = {
    ETag: { type: 'string', description: 'Equal for equal bytes.' },
    'Redline-Complete': { type: 'string', enum: ['true', 'false'] },
  }
  const schema = {
    operationId: name,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    ...(Object.keys(parts).length === 0 ? {} : { params: schemaOf(parts) }),
    response: {
      200: { description: 'The answer.', headers, content },
      304: { description: 'What the client has is still the answer.', type: 'null' },
      ...problems,
    },
  }
  const known = knownRequests()
  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    given: unknown,
    place: 'query' | 'body',
  ) => {
    const pathParts = readQuery(parts, request.params, 'path')
    const read = readQuery(every, given, place, rule as Rule<Parameters> | undefined) as QueryOf<P> & Wanted
    const { format: wanted, require: least, ...query } = read
    const { id, resolved, bytes } = await answers.named({
      route: name,
      question,
      query: { ...pathParts, ...query } as QueryOf<P> & QueryOf<Parts>,
      isHeavy,
      isKept,
      sheet: wanted === 'csv' ? sheet : undefined,
    })
    const { missing } = resolved
    if (least === 'complete' && missing.length > 0) throw new IncompleteError(missing)
    const found = { answerId: id, isComplete: missing.length === 0 }
    if (place === 'query' && question.latest !== undefined)
      known.keep(request.url, question.latest(), resolved, found)
    if (isUnchanged(request, found)) return unchanged(reply, found)
    const { signal, release } = requestSignal(reply, LIMIT_MS)
    try {
      return give(reply, found, await bytes(signal), isKept)
    } finally {
      release()
    }
  }
  /** Answers at once what was answered before; undefined where it has to be found out. */
  const again = (request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined => {
    const found = question.latest && known.find(request.url, question.latest())
    if (found === undefined) return undefined
    if (isUnchanged(request, found)) return unchanged(reply, found)
    const rendered = answers.known(found.answerId)
    return rendered && give(reply, found, rendered, isKept)
  }
  app.get(
    path,
    { schema: { ...schema, querystring: schemaOf(every) } },
    (request, reply) => again(request, reply) ?? answer(request, reply, request.query, 'query'),
  )
  if (isPostable)
    app.post(
      path,
      { schema: { ...schema, operationId: `${name}ByPost`, description: POSTED, body: schemaOf(every) } },
      (request, reply) => answer(request, reply, request.body ?? {}, 'body'),
    )
}

const etagOf = ({ answerId }: KnownRequest): string => `"${answerId}"`

/** Whether the client has the answer already. */
const isUnchanged = ({ method, headers }: FastifyRequest, found: KnownRequest): boolean => {
  const ifNoneMatch = headers['if-none-match']
  return method !== 'POST' && ifNoneMatch !== undefined && matchesEtag(ifNoneMatch, etagOf(found))
}

const headersOf = (found: KnownRequest) => ({
  etag: etagOf(found),
  'redline-complete': String(found.isComplete),
  'cache-control': 'private, no-cache',
  vary: 'Authorization',
})

const unchanged = (reply: FastifyReply, found: KnownRequest): FastifyReply =>
  reply.headers(headersOf(found)).code(304).send()

function give(
  reply: FastifyReply,
  found: KnownRequest,
  { contentType, body, nextCursor }: Rendered,
  isKept: boolean,
): FastifyReply {
  reply.headers(headersOf(found))
  if (isKept) reply.header('redline-answer-id', found.answerId)
  if (nextCursor !== undefined) reply.header('redline-next-cursor', nextCursor)
  return reply.type(contentType).send(body)
}
