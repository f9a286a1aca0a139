import { setTimeout } from 'node:timers/promises'

/** How to learn whether the process that started this one is still there. */
export type Parent = {
  /** Its id; another number once it is gone. */
  readonly id: () => number
  /** Milliseconds between two looks. */
  readonly every: number
}

/** The longest a timer can wait; past it Node.js fires at once. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * Makes the wait that Ctrl-C, SIGTERM, a closed terminal, or the end of `parent` end early. All are heeded from the
 * first wait on; before it signals end the process as usual. Repeats change nothing: npm passes Ctrl-C on although
 * the terminal sends it too. npm does not pass everything on, so that whoever ends it would leave us behind.
 */
export function interruption(parent?: Parent): (ms: number) => Promise<boolean> {
  const ended = new AbortController()
  const end = () => ended.abort()
  const started = parent?.id()
  let listening = false
  const listen = () => {
    if (listening) return
    listening = true
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
    if (parent === undefined) return
    const look = () => {
      if (parent.id() !== started) end()
    }
    look()
    setInterval(look, parent.every).unref()
  }
  return async (ms) => {
    listen()
    try {
      await setTimeout(Math.min(ms, LONGEST_MS), undefined, { signal: ended.signal })
      return false
    } catch {
      // The only way this timer fails is the signal it was given.
      return true
    }
  }
}
