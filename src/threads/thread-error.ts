import { type ErrorContext, type ErrorParts, RedlineError } from '../core/errors.ts'

/** What a thread threw, with its own code, or that the thread itself ended: `thread_died`. */
export class ThreadError extends RedlineError {
  override readonly name = 'ThreadError'
}

/** The thread ended before it answered. */
export const threadDied = (context: ErrorContext, cause?: unknown): ThreadError =>
  new ThreadError({
    code: 'thread_died',
    happened: 'A worker thread ended before it had answered.',
    remedy: 'Another thread takes its place. If it goes on, give the process more memory.',
    context,
    cause,
    retryable: true,
  })

/** Any error in a form that passes between threads; the stack stays behind. */
export function errorParts(error: unknown): ErrorParts {
  if (error instanceof RedlineError) {
    const { code, happened, remedy, context, retryable } = error
    return { code, happened, remedy, context, retryable }
  }
  return {
    code: 'thread_failed',
    happened: `A worker thread could not do its work: ${error instanceof Error ? error.message : String(error)}.`,
    remedy: 'This is a fault in Redline; please report it with this message.',
  }
}
