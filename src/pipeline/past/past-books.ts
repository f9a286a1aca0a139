import type { BlockRef } from '../../core/block.ts'
import { RedlineError } from '../../core/errors.ts'
import type { PastBook, PastStorePort, RebuildPlace, RebuildPort } from './ports.ts'

/** Books as of past blocks. */
export type PastBooks = {
  /**
   * Runs work on the book as of a block, that is of the last segment end at or below it. The book is there only while
   * the work runs; asking for the same end again soon costs no rebuilding.
   * @throws what the store says, `not_stored` above all, and what the thread says.
   */
  readonly at: <T>(
    chainId: number,
    block: bigint,
    work: (book: PastBook, end: BlockRef) => Promise<T>,
  ) => Promise<T>
}

/** What past books are made with. */
export type PastSettings = {
  readonly store: PastStorePort
  readonly threads: RebuildPort
  /** Told that a checkpoint could not be read and was dropped, since the one before it will do; it must not throw. */
  readonly dropped: (chainId: number, number: bigint, error: RedlineError) => void
}

/** How often the chain may move under a reading. */
const TRIES = 5

/** Past books out of the nearest checkpoint and the facts after it. */
export function createPastBooks({ store, threads, dropped }: PastSettings): PastBooks {
  return {
    async at(chainId, block, work) {
      for (let attempt = 1; ; attempt++) {
        const end = await store.endAt(chainId, block)
        try {
          return await threads.borrow(end.hash, async (place) => {
            if (place.holds() !== end.hash) await rebuild(place, end)
            return work(place, end)
          })
        } catch (error) {
          if (!(error instanceof RedlineError) || error.code !== 'chain_moved' || attempt === TRIES)
            throw error
        }
      }
    },
  }

  async function rebuild(place: RebuildPlace, end: BlockRef): Promise<void> {
    const { chainId, number, hash } = end
    for (;;) {
      let from: bigint | undefined
      try {
        return await place.rebuild(hash, chainId, async ({ base, facts }) => {
          const read = await store.asOf(chainId, number, {
            base: (checkpoint) => {
              from = checkpoint.number
              return base(checkpoint)
            },
            facts,
          })
          if (read.hash !== hash) throw chainMoved(end)
        })
      } catch (error) {
        const isDamaged = error instanceof RedlineError && error.code === 'checkpoint_unreadable'
        if (!isDamaged || from === undefined) throw error
        await store.dropCheckpoint(chainId, from)
        dropped(chainId, from, error)
      }
    }
  }
}

const chainMoved = ({ chainId, number, hash }: BlockRef): RedlineError =>
  new RedlineError({
    code: 'chain_moved',
    happened: `Block ${number} of chain ${chainId} left it before it was read.`,
    remedy: 'Read it again; the chain has another block there now.',
    context: { chainId, block: number, blockHash: hash },
    retryable: true,
  })
