import { RedlineError } from '../core/errors.ts'

/** A problem document (RFC 9457) with Redline's stable code. */
export type Problem = {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  /** Seconds after which asking again may succeed. */
  readonly retryAfter?: number
}

export const PROBLEM_TYPE = 'application/problem+json'

/** The document for what ended a request; of an unexpected error nothing is shown. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof RedlineError)) {
    // Fastify's own refusals of malformed requests carry their status.
    const status = statusOf(error)
    if (status < 500)
      return { ...blank(status), code: 'invalid_request', detail: 'The request is malformed.' }
    return { ...blank(500), code: 'unexpected', detail: 'This is a fault in Redline; its log says more.' }
  }
  const { code, happened, remedy, retryable } = error
  const status = STATUS[code] ?? (retryable ? 503 : 500)
  const detail = `${happened} ${remedy}`
  return { ...blank(status), code, detail, ...(retryable ? { retryAfter: RETRY_SECONDS } : {}) }
}

const RETRY_SECONDS = 5

const STATUS: Readonly<Record<string, number>> = {
  unknown_market: 404,
  unknown_chain: 404,
  invalid_account: 400,
  invalid_range: 400,
  invalid_cursor: 400,
  cursor_reorged: 409,
  cursor_expired: 410,
  too_many_sums: 400,
  invalid_sample: 400,
  invalid_at: 400,
  at_not_held: 400,
  not_stored: 404,
  market_not_joined: 404,
  // The question is fine and so is the service; none of its nodes goes back that far.
  state_pruned: 502,
  verify_busy: 429,
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  404: 'Not found',
  409: 'Conflict',
  410: 'Gone',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Bad gateway',
  503: 'Not available now',
}

const blank = (status: number) =>
  ({ type: 'about:blank', title: TITLES[status] ?? 'Refused', status }) as const

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500
  return typeof status === 'number' ? status : 500
}
