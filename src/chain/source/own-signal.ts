/** A signal of one's own, and its end. */
export type OwnSignal = {
  readonly signal: AbortSignal
  /** Aborts the signal and lets go of the longer one. */
  readonly end: () => void
}

/**
 * A signal that aborts with a longer-lived one, or by `end`, which must be called. `AbortSignal.any` cannot let go:
 * whatever it made stays on the list of the longer signal, an entry for each question of a process's life.
 */
export function ownSignal(longer: AbortSignal): OwnSignal {
  const own = new AbortController()
  const pass = (): void => own.abort(longer.reason)
  if (longer.aborted) pass()
  else longer.addEventListener('abort', pass)
  return {
    signal: own.signal,
    end: () => {
      longer.removeEventListener('abort', pass)
      own.abort()
    },
  }
}
