import { createPastBooks, type PastBooks } from '../pipeline/past/past-books.ts'
import type { RebuildPort } from '../pipeline/past/ports.ts'
import type { Store } from '../store/store.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { BookThreads } from '../threads/book-threads.ts'
import { pastPort } from './past-ports.ts'

/** Past books out of a store, rebuilt in threads; a checkpoint that cannot be read is told in the log. */
export const pastBooks = ({
  store,
  threads,
  log,
}: {
  readonly store: Store
  readonly threads: BookThreads
  readonly log: Logger
}): PastBooks =>
  createPastBooks({
    store: pastPort(store),
    threads: threads satisfies RebuildPort,
    dropped: (_, number, error) => log.error({ block: number, err: error }, 'damaged checkpoint dropped'),
  })
