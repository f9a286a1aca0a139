import type { CheckpointError } from '../core/book/checkpoint-error.ts'
import type { FactStorePort } from '../pipeline/follow/ports.ts'
import { type LoadPort, loadBook } from '../pipeline/past/load-book.ts'
import type { PastStorePort } from '../pipeline/past/ports.ts'
import type { ReplayStorePort } from '../pipeline/replay/ports.ts'
import type { Store } from '../store/store.ts'

/** The store as past books are read from it. */
export const pastPort = ({ ends, facts, checkpoints }: Store): PastStorePort => ({
  endAt: ends.at,
  asOf: facts.asOf,
  dropCheckpoint: checkpoints.drop,
})

/** The store as a book is loaded from it. */
export const loadPort = ({ ends, facts, checkpoints }: Store): LoadPort => ({
  standing: ends.standing,
  asOf: facts.asOf,
  load: facts.load,
  hasCheckpoint: async (chainId) => (await checkpoints.list(chainId)).length > 0,
})

/** The store as a chain is replayed from it. */
export const replayPort = ({ ends, facts, history }: Store): ReplayStorePort => ({
  endAt: ends.at,
  segments: history.segments,
  pages: facts.pages,
})

/** The store as a chain is followed into it; `damaged` is told of a checkpoint in whose place the rows are read. */
export const factStore = (store: Store, damaged: (error: CheckpointError) => void): FactStorePort => ({
  load: (chainId) => loadBook(loadPort(store), chainId, damaged),
  commit: store.facts.commit,
  rollback: store.facts.rollback,
})
