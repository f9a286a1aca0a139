import type { Address, Hex } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { type Book, createBook } from '../../core/book/book.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { Log, Segment } from '../../core/segment.ts'
import { endOf } from '../../core/segment.ts'
import type { Adapter, WatchedLogs } from '../../protocols/adapter.ts'

/** What is known of a market before it joins: facts of different blocks, and what has happened since. */
export type Scratch = ReturnType<typeof createScratch>

/**
 * A market's facts apart from the chain's book. It remembers at which block each account was read and which logs came
 * since it is watched, so that all can be brought to one block; a reorganisation makes what was read above it doubtful.
 */
export function createScratch(chainId: number, adapter: Adapter) {
  const book: Book = createBook(chainId)
  /** Kept whole until the market joins: naming an account too often costs a reading, forgetting one a wrong number. */
  const logs = new Map<Hex, readonly Log[]>()
  const gap: Log[] = []
  const doubtful = new Set<Address>()
  let reads: readonly { readonly number: bigint; readonly accounts: readonly Address[] }[] = []
  let isDoubtful = false
  return {
    book,
    take: (records: readonly FactRecord[]): void => void book.apply(records),
    /** Which logs are wanted; none before the terms are known. */
    watched: (): WatchedLogs => adapter.watched(book),
    /** Notes, before it begins, that accounts (and the terms with them) are read at a block. */
    reading: ({ number }: Pick<BlockRef, 'number'>, accounts: readonly Address[]): void => {
      reads = [...reads, { number, accounts }]
    },
    saw: (segment: Segment): void => {
      const addresses = new Set(adapter.watched(book).addresses.map((address) => address.toLowerCase()))
      const own = segment.logs.filter(({ address }) => addresses.has(address.toLowerCase()))
      logs.set(endOf(segment).hash, own)
    },
    /** Takes in logs from before the market was watched. */
    sawEarlier: (earlier: readonly Log[]): void => void gap.push(...earlier),
    rolledBackTo: ({ number }: BlockRef): void => {
      for (const read of reads.filter((one) => one.number > number)) {
        isDoubtful = true
        for (const account of read.accounts) doubtful.add(account)
      }
      reads = reads.filter((one) => one.number <= number)
    },
    /** What has to be read anew whatever the logs say; undefined when nothing has. */
    doubtful: (): readonly Address[] | undefined => (isDoubtful ? [...doubtful] : undefined),
    logs: (): readonly Log[] => [...gap, ...[...logs.values()].flat()],
  }
}
