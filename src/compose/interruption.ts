import { setTimeout } from 'node:timers/promises'

/** The longest a timer can wait; past it Node.js fires at once. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * Makes the wait that Ctrl-C or SIGTERM ends early. The signals are taken over from the first wait on; before it
 * they end the process as usual. Repeats change nothing: npm passes Ctrl-C on although the terminal sends it too.
 */
export function interruption(): (ms: number) => Promise<boolean> {
  const ended = new AbortController()
  let listening = false
  return async (ms) => {
    if (!listening) {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ended.abort())
      listening = true
    }
    try {
      await setTimeout(Math.min(ms, LONGEST_MS), undefined, { signal: ended.signal })
      return false
    } catch {
      // The only way this timer fails is the signal it was given.
      return true
    }
  }
}
