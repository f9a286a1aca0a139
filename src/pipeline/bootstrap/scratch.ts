import type { Hex } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { type Book, createBook } from '../../core/book/book.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import { endOf, type Log, type Segment } from '../../core/segment.ts'
import type { Adapter, WatchedLogs } from '../../protocols/adapter.ts'

/** What is known of a market before it joins: facts of different blocks, and what has happened since. */
export type Scratch = ReturnType<typeof createScratch>

/**
 * A market's facts apart from the chain's book. It remembers which logs came since it is watched, so that all can be
 * brought to one block, and the newest block that anything was read at.
 */
export function createScratch(chainId: number, adapter: Adapter) {
  const book: Book = createBook(chainId)
  const segments = new Map<Hex, { readonly number: bigint; readonly logs: readonly Log[] }>()
  const earlier: Log[] = []
  let newestRead = -1n
  return {
    book,
    take: (records: readonly FactRecord[]): void => void book.apply(records),
    /** Which logs are wanted; none before the terms are known. */
    watched: (): WatchedLogs => adapter.watched(book),
    /** Notes, before it begins, that something is read at a block, or taken to be known up to there. */
    reliesOn: ({ number }: Pick<BlockRef, 'number'>): void => {
      if (number > newestRead) newestRead = number
    },
    saw: (segment: Segment): void => {
      const addresses = new Set(adapter.watched(book).addresses.map((address) => address.toLowerCase()))
      const logs = segment.logs.filter(({ address }) => addresses.has(address.toLowerCase()))
      const { number, hash } = endOf(segment)
      segments.set(hash, { number, logs })
    },
    /** Takes in logs from before the market was watched. */
    sawEarlier: (logs: readonly Log[]): void => void earlier.push(...logs),
    /** Forgets the logs of a lost branch; false when something else is of that branch too, so that all is void. */
    rollBack: (to: BlockRef): boolean => {
      for (const [hash, { number }] of segments) if (number > to.number) segments.delete(hash)
      return newestRead <= to.number
    },
    logs: (): readonly Log[] => [...earlier, ...[...segments.values()].flatMap(({ logs }) => logs)],
  }
}
