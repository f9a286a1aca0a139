import { RedlineError } from '../../core/errors.ts'

/** How long to wait before each further try, in ms. */
const WAITS_MS = [250, 500, 1_000, 2_000, 4_000]

/**
 * Does work again while what ended it can pass by itself: a node or a database that is away for a moment. The last
 * error goes on, as does any other, and one that says that the block is gone: waiting brings no block back. Nothing is
 * tried again after the signal has aborted.
 */
export async function patiently<T>(
  work: () => Promise<T>,
  wait: (ms: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<T> {
  for (const ms of WAITS_MS) {
    try {
      return await work()
    } catch (error) {
      const passes = error instanceof RedlineError && error.retryable && error.code !== 'block_not_found'
      if (!passes || signal?.aborted === true) throw error
      await wait(ms)
      signal?.throwIfAborted()
    }
  }
  return work()
}
