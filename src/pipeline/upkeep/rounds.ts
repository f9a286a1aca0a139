/** Work that is done whenever somebody wakes it, once at a time. */
export type Round = {
  /** Asks for another round after the one that runs; many calls ask for one. */
  readonly wake: () => void
  /** Resolves when the signal has ended it and the last round is over. */
  readonly ended: Promise<void>
}

/** How long after a failure the next round begins by itself. */
const AGAIN_MS = 60_000

/** Runs rounds of work until the signal ends them; the first one begins when it is woken. The work must not throw. */
export function rounds(
  { signal, wait }: { readonly signal: AbortSignal; readonly wait: (ms: number) => Promise<void> },
  work: () => Promise<'done' | 'again'>,
): Round {
  let isWanted = false
  let look = (): void => undefined
  const wake = (): void => {
    isWanted = true
    look()
  }
  const wanted = () =>
    new Promise<void>((resolve) => {
      look = resolve
      if (isWanted || signal.aborted) resolve()
    })
  signal.addEventListener('abort', () => look(), { once: true })
  const run = async (): Promise<void> => {
    for (;;) {
      await wanted()
      if (signal.aborted) return
      isWanted = false
      if ((await work()) === 'done') continue
      await wait(AGAIN_MS)
      isWanted = true
    }
  }
  return { wake, ended: run() }
}
