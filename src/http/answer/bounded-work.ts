import { RedlineError } from '../../core/errors.ts'

/** How many pieces of work are done at once, and how many wait for their turn. */
export type Bounds = { readonly atWork: number; readonly waiting: number }

/** Does a piece of work when there is room for it. */
export type BoundedWork = <Answer>(signal: AbortSignal, work: () => Promise<Answer>) => Promise<Answer>

/**
 * Lets so many pieces of work go on at once, and others wait in the order in which they came. One whose signal aborts
 * while it waits is never begun; one that has begun keeps its place until it ends, since it needs it until then.
 * @throws RedlineError `busy` beyond the bounds; the signal's reason.
 */
export function boundedWork({ atWork, waiting }: Bounds): BoundedWork {
  const queue: (() => void)[] = []
  let free = atWork
  const turn = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        queue.splice(queue.indexOf(begin), 1)
        reject(signal.reason as Error)
      }
      const begin = (): void => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      signal.addEventListener('abort', leave, { once: true })
      queue.push(begin)
    })
  return async (signal, work) => {
    signal.throwIfAborted()
    if (free > 0) free--
    else if (queue.length < waiting) await turn(signal)
    else throw busy(atWork, waiting)
    try {
      return await work()
    } finally {
      // The place goes to the next at once: a newcomer in between would take it twice.
      const next = queue.shift()
      if (next === undefined) free++
      else next()
    }
  }
}

const busy = (atWork: number, waiting: number): RedlineError =>
  new RedlineError({
    code: 'busy',
    happened: `${atWork} large answers are being computed and ${waiting} more wait.`,
    remedy: 'Ask again in some seconds.',
    retryable: true,
  })
