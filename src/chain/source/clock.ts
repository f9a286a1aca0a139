import { ownSignal } from './own-signal.ts'

/** Time as the edge provides it. */
export type Clock = {
  /** Milliseconds, of any beginning; never goes back. */
  readonly now: () => number
  /** Resolves after so many milliseconds, or as soon as the signal aborts. Never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Waits for the first of the two; the loser is let go. Resolves at once when the signal has aborted. */
export async function waitOr(
  clock: Clock,
  ms: number,
  other: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const own = ownSignal(signal)
  try {
    await Promise.race([clock.wait(ms, own.signal), other])
  } finally {
    own.end()
  }
}
