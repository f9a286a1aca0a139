import type { Clock } from '../../../src/chain/source/clock.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** One process in the simulation: from a start to a crash, after which nothing of it ever happens again. */
export type Life = {
  readonly clock: Clock
  readonly sleep: (ms: number) => Promise<void>
  readonly isOver: () => boolean
  /** Ends it at once, in the middle of whatever it does. */
  readonly crash: () => void
  /** What the rest of the process hears of a promise: nothing any more once it has crashed. */
  readonly heard: <T>(promise: Promise<T>) => Promise<T>
}

/** A process that begins now. */
export function createLife(clock: VirtualClock, onCrash: () => void): Life {
  let over = false
  const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        cancel()
        signal?.removeEventListener('abort', done)
        if (!over) resolve()
      }
      const cancel = clock.after(signal?.aborted === true ? 0 : ms, done)
      signal?.addEventListener('abort', done)
    })
  return {
    clock: { now: clock.now, wait },
    sleep: wait,
    isOver: () => over,
    crash: () => {
      if (over) return
      over = true
      onCrash()
    },
    heard: (promise) =>
      new Promise((resolve, reject) => {
        promise.then(
          (answer) => {
            if (!over) resolve(answer)
          },
          (error: unknown) => {
            if (!over) reject(error)
          },
        )
      }),
  }
}
