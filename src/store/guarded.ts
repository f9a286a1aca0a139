import { RedlineError } from '../core/errors.ts'
import { StoreError } from './store-error.ts'

/**
 * Runs database work and turns what the driver throws into the store's own errors.
 * @throws StoreError `store_unavailable` where trying again can help, `store_failed` otherwise; errors that Redline
 * raised itself pass unchanged.
 */
export async function guarded<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (cause) {
    throw toStoreError(cause)
  }
}

/** What a driver's error means to the store's caller. */
export function toStoreError(cause: unknown): RedlineError {
  if (cause instanceof RedlineError) return cause
  const code = codeOf(cause)
  const isPassing = code === undefined ? isLostConnection(cause) : PASSING.test(code)
  return isPassing
    ? new StoreError(
        'store_unavailable',
        'The store could not be reached or had to give up.',
        { code },
        cause,
      )
    : new StoreError('store_failed', 'The store could not do what was asked.', { code }, cause)
}

/** SQLSTATE classes of lost connections, conflicts, full resources, shutdowns and limits of time; the system's codes. */
const PASSING =
  /^(?:08...|25P03|40...|53...|55P03|57014|57P..|E(?:CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NOTFOUND)|ENOENT)$/

/** pg ends queries of a broken connection with bare errors; their text is all there is. */
const isLostConnection = (cause: unknown): boolean =>
  cause instanceof Error &&
  /connection (?:terminated|ended|closed|timeout)|not queryable|timeout exceeded when trying to connect/i.test(
    cause.message,
  )

function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined
  return typeof cause.code === 'string' ? cause.code : undefined
}
