import { STATUS_CODES } from 'node:http'
import { type ErrorContext, RedlineError, UsageError } from '../core/errors.ts'
import { AccessError } from './access-error.ts'
import { IncompleteError } from './answer/incomplete-error.ts'
import { RequestError } from './query/request-error.ts'
import type { Problem } from './schema/problem.ts'

/** A problem document, and how many seconds later asking again may succeed. */
export type ProblemAnswer = { readonly document: Problem; readonly retryAfter: number | undefined }

export const PROBLEM_TYPE = 'application/problem+json'

/** The document for what ended a request; of an unexpected error nothing is shown. */
export function problemOf(error: unknown): ProblemAnswer {
  if (!(error instanceof RedlineError)) return { document: foreign(error), retryAfter: undefined }
  const { code, happened, remedy, retryable } = error
  const status = statusOf(error)
  const document: Problem = {
    ...blank(status),
    code,
    detail: `${happened} ${remedy}`,
    ...(error instanceof RequestError ? { errors: [...error.faults] } : {}),
    ...(error instanceof IncompleteError ? { missing: [...error.missing] } : {}),
    ...(TOLD.has(code) ? { context: told(error.context) } : {}),
  }
  const own = error instanceof AccessError ? error.retryAfter : undefined
  return { document, retryAfter: own ?? (retryable ? RETRY_SECONDS : undefined) }
}

const RETRY_SECONDS = 5

function statusOf(error: RedlineError): number {
  const status = STATUS[error.code]
  if (status !== undefined) return status
  if (error instanceof RequestError || error instanceof UsageError) return 400
  return error.retryable ? 503 : 500
}

const STATUS: Readonly<Record<string, number>> = {
  at_not_held: 400,
  cursor_invalid: 400,
  unauthorized: 401,
  loopback_only: 403,
  role_missing: 403,
  not_found: 404,
  unknown_market: 404,
  unknown_account: 404,
  unknown_chain: 404,
  not_stored: 404,
  market_not_joined: 404,
  answer_unknown: 404,
  method_not_allowed: 405,
  block_reorged: 409,
  too_many_sums: 400,
  too_much_work: 400,
  cursor_reorged: 409,
  cursor_expired: 410,
  rate_limited: 429,
  verify_busy: 429,
  // The question is fine and so is the service; none of its nodes goes back that far.
  state_pruned: 502,
}

/** Codes whose context is part of what they say: the ranges that are held, the block in the place of another. */
const TOLD: ReadonlySet<string> = new Set(['block_reorged', 'not_stored'])

const told = (context: ErrorContext): Record<string, string> =>
  Object.fromEntries(
    Object.entries(context).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )

/** What Fastify refuses by itself carries its status; anything else is a fault of ours. */
function foreign(error: unknown): Problem {
  const stated = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500
  const status = typeof stated === 'number' && stated >= 400 && stated < 600 ? stated : 500
  if (status >= 500)
    return { ...blank(500), code: 'unexpected', detail: 'This is a fault in Redline; its log says more.' }
  const [code, detail] = FOREIGN[status] ?? ['invalid_request', 'The request is malformed.']
  return { ...blank(status), code, detail }
}

const FOREIGN: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  403: ['forbidden', 'There is nothing to be had there.'],
  404: ['not_found', 'There is nothing there.'],
  413: ['body_too_large', 'The body is larger than any question.'],
  414: ['path_too_long', 'A part of the path is longer than any name.'],
  415: ['unsupported_media_type', 'A body is JSON, with the content type application/json.'],
}

const blank = (status: number) =>
  ({ type: 'about:blank', title: STATUS_CODES[status] ?? 'Refused', status }) as const
