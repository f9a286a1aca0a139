import { RedlineError } from '../core/errors.ts'
import type { Refusal } from './access.ts'

/** Somebody is not let in, or not that often. */
export class AccessError extends RedlineError {
  override readonly name = 'AccessError'
  /** Seconds after which the same may be asked again. */
  readonly retryAfter: number | undefined
  constructor(code: Refusal | 'rate_limited', retryAfter?: number) {
    super({ code, ...WORDS[code] })
    this.retryAfter = retryAfter
  }
}

const WORDS = {
  unauthorized: {
    happened: 'No known key was shown.',
    remedy: 'Send a key of REDLINE_API_KEYS as "Authorization: Bearer KEY".',
  },
  loopback_only: {
    happened: 'Without REDLINE_API_KEYS only requests from the same machine are served.',
    remedy: 'Make a key with redline keys create and start the service with it.',
  },
  role_missing: {
    happened: 'The key may read and nothing else.',
    remedy: 'Use a key with the role operate.',
  },
  rate_limited: {
    happened: 'More was asked within a minute than one caller may.',
    remedy: 'Ask again when Retry-After says; REDLINE_RATE_LIMIT sets how much is allowed.',
  },
} as const
