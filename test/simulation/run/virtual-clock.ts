/** Time that passes only when nothing else is under way, so that minutes of waiting cost nothing. */
export type VirtualClock = {
  /** Milliseconds since the beginning. */
  readonly now: () => number
  /** Runs something after so many milliseconds; the answer takes it back. */
  readonly after: (ms: number, run: () => void) => () => void
  /** Work that takes real time (a database): virtual time stands still until it has ended. */
  readonly outside: <T>(work: () => Promise<T>) => Promise<T>
  /** Lets time pass until the condition holds. */
  readonly runUntil: (isDone: () => boolean) => Promise<void>
}

type Timer = { readonly at: number; readonly order: number; readonly run: () => void }

/**
 * A clock at zero. What is due at the same moment happens in the order in which it was asked for, so a run depends on
 * its seed alone.
 */
export function createVirtualClock(): VirtualClock {
  let now = 0
  let order = 0
  let timers: Timer[] = []
  let busy = 0
  let settle = (): void => undefined
  const after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: now + Math.max(0, ms), order: order++, run }
    const place = timers.findIndex(({ at }) => at > timer.at)
    timers.splice(place < 0 ? timers.length : place, 0, timer)
    return () => {
      timers = timers.filter((other) => other !== timer)
    }
  }
  const step = async (): Promise<void> => {
    // A turn of the event loop runs all that promises have started.
    await new Promise<void>((resolve) => setImmediate(resolve))
    if (busy > 0) {
      await new Promise<void>((resolve) => {
        settle = resolve
      })
      return
    }
    const timer = timers.shift()
    if (timer === undefined) throw new Error('nothing is under way and nothing will ever happen')
    now = timer.at
    timer.run()
  }
  return {
    now: () => now,
    after,
    outside: async (work) => {
      busy += 1
      try {
        return await work()
      } finally {
        busy -= 1
        if (busy === 0) settle()
      }
    },
    runUntil: async (isDone) => {
      while (!isDone()) await step()
    },
  }
}
