import type { PastStorePort } from '../pipeline/past/ports.ts'
import { type BookMirror, createMirror, type MirrorThread } from '../pipeline/watch/book-mirror.ts'
import type { Logger } from '../telemetry/logger.ts'
import { startBookWorker } from '../threads/book-worker.ts'

/** A mirror and the thread that it is in. */
export type ChainMirror = { readonly mirror: BookMirror; readonly close: () => Promise<unknown> }

/** A copy of a chain's followed book in a thread of its own; one that dies is replaced and built anew. */
export function chainMirror({
  chainId,
  store,
  log,
}: {
  readonly chainId: number
  readonly store: Pick<PastStorePort, 'asOf'>
  readonly log: Logger
}): ChainMirror {
  let worker = startBookWorker()
  let isClosed = false
  const current = () => {
    if (!worker.alive() && !isClosed) worker = startBookWorker()
    return worker.thread
  }
  const thread: MirrorThread = {
    rebuild: (...parts) => current().rebuild(...parts),
    hold: (end) => current().hold(end),
    advance: (end, changes) => current().advance(end, changes),
    retreat: (to) => current().retreat(to),
    ask: (asked) => current().ask(asked),
  }
  const lost = (err: unknown): void => {
    if (!isClosed) log.info({ err }, 'no copy of the book to ask yet; it is built with the next block')
  }
  return {
    mirror: createMirror({ chainId, store, thread, lost }),
    close() {
      isClosed = true
      return worker.end()
    },
  }
}
