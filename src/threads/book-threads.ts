import { type BookThread, type BookWorker, startBookWorker } from './book-worker.ts'
import { ThreadError } from './thread-error.ts'

/** Threads to rebuild books in, a few at a time. */
export type BookThreads = {
  /**
   * Lends a thread for as long as the work takes, the one that keeps the wanted book if there is such a one. Whoever
   * finds none free waits in order.
   * @throws ThreadError `threads_closed`, and whatever the work throws.
   */
  readonly borrow: <T>(wanted: string, work: (thread: BookThread) => Promise<T>) => Promise<T>
  /** Ends all threads; work in progress fails with `thread_died`. */
  readonly close: () => Promise<void>
}

/** `limit`: threads at a time. `idleMs`: how long a free one keeps its book, and with it the memory. */
export type ThreadSettings = {
  readonly limit?: number
  readonly idleMs?: number
  readonly start?: () => BookWorker
}

/** A thread is started when all others are busy, and ended when nobody has needed it for a while. */
export function createBookThreads(settings: ThreadSettings = {}): BookThreads {
  const { limit = 2, idleMs = 60_000, start = startBookWorker } = settings
  const free: BookWorker[] = []
  const all = new Set<BookWorker>()
  const queue: Waiting[] = []
  const idle = new Map<BookWorker, NodeJS.Timeout>()
  let closed = false
  const end = (worker: BookWorker): Promise<unknown> => {
    all.delete(worker)
    const place = free.indexOf(worker)
    if (place >= 0) free.splice(place, 1)
    clearTimeout(idle.get(worker))
    idle.delete(worker)
    return worker.end()
  }
  const take = (wanted: string): BookWorker | undefined => {
    for (const worker of [...free]) if (!worker.alive()) void end(worker)
    const worker = free.find(({ thread }) => thread.holds() === wanted) ?? free[0] ?? startOne()
    if (worker === undefined) return undefined
    clearTimeout(idle.get(worker))
    const place = free.indexOf(worker)
    if (place >= 0) free.splice(place, 1)
    return worker
  }
  const startOne = (): BookWorker | undefined => {
    if (all.size >= limit) return undefined
    const worker = start()
    all.add(worker)
    return worker
  }
  const serve = (): void => {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const worker = take(next.wanted)
      if (worker === undefined) return
      queue.shift()
      next.lend(worker)
    }
  }
  const giveBack = (worker: BookWorker): void => {
    if (!closed) {
      free.push(worker)
      idle.set(worker, setTimeout(() => void end(worker), idleMs).unref())
    }
    serve()
  }
  return {
    async borrow(wanted, work) {
      if (closed) throw threadsClosed()
      const worker = await new Promise<BookWorker>((lend, refuse) => {
        queue.push({ wanted, lend, refuse })
        serve()
      })
      try {
        return await work(worker.thread)
      } finally {
        giveBack(worker)
      }
    },
    async close() {
      closed = true
      for (const { refuse } of queue.splice(0)) refuse(threadsClosed())
      await Promise.all([...all].map(end))
    },
  }
}

type Waiting = {
  readonly wanted: string
  readonly lend: (worker: BookWorker) => void
  readonly refuse: (error: ThreadError) => void
}

const threadsClosed = (): ThreadError =>
  new ThreadError({
    code: 'threads_closed',
    happened: 'No book is rebuilt any more: the program is ending.',
    remedy: 'Ask again when it runs.',
  })
