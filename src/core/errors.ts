/** A value that explains an error; bigints are allowed and printed in decimal. */
export type ErrorContext = Readonly<Record<string, string | number | bigint | boolean | undefined>>

/** What an error is made of. `happened` and `remedy` are full sentences. */
export type ErrorParts = {
  /** Stable, lower_snake; programs match on it. */
  readonly code: string
  readonly happened: string
  /** What the reader can do now. */
  readonly remedy: string
  readonly context?: ErrorContext
  readonly cause?: unknown
  /** Whether trying the same again can succeed without anybody changing anything. */
  readonly retryable?: boolean
}

/**
 * The one base of all errors that Redline raises on purpose. Families extend it beside the code that throws
 * them; callers match `code`, people read `message`.
 */
export class RedlineError extends Error {
  override readonly name: string = 'RedlineError'
  readonly code: string
  readonly happened: string
  readonly remedy: string
  readonly context: ErrorContext
  readonly retryable: boolean

  constructor(parts: ErrorParts) {
    super(`${parts.happened} ${parts.remedy}`, parts.cause === undefined ? undefined : { cause: parts.cause })
    this.code = parts.code
    this.happened = parts.happened
    this.remedy = parts.remedy
    this.context = parts.context ?? {}
    this.retryable = parts.retryable ?? false
  }
}

/** The command line, a request or an argument is malformed; nothing was started. */
export class UsageError extends RedlineError {
  override readonly name = 'UsageError'
}

/** Ends a switch over a union: a new member no longer compiles until it is handled. */
export function assertNever(value: never): never {
  throw new RedlineError({
    code: 'unreachable',
    happened: `A case that the types rule out occurred: ${String(value)}.`,
    remedy: 'This is a fault in Redline; please report it with the input that led here.',
  })
}
