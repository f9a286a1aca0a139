/** Does the work of a key once for all who ask for it meanwhile. */
export type SharedWork<Answer> = (
  key: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Answer>,
) => Promise<Answer>

type Running<Answer> = {
  readonly answer: Promise<Answer>
  readonly controller: AbortController
  askers: number
}

/**
 * Equal questions at one time are worked on once. Each asker leaves with its own signal; when the last one has left, the
 * work's signal is aborted, and who asks after that begins anew.
 * @throws what the work throws, and the reason of the asker's signal.
 */
export function sharedWork<Answer>(): SharedWork<Answer> {
  const all = new Map<string, Running<Answer>>()
  return async (key, signal, work) => {
    signal.throwIfAborted()
    const running = all.get(key) ?? begin(work)
    all.set(key, running)
    running.askers++
    try {
      return await unlessAborted(running.answer, signal)
    } finally {
      if (--running.askers === 0) {
        if (all.get(key) === running) all.delete(key)
        running.controller.abort()
      }
    }
  }
}

function begin<Answer>(work: (signal: AbortSignal) => Promise<Answer>): Running<Answer> {
  const controller = new AbortController()
  const answer = work(controller.signal)
  // When everybody has left, nobody hears of its end.
  answer.catch(() => undefined)
  return { answer, controller, askers: 0 }
}

function unlessAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', leave, { once: true })
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
