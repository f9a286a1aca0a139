import type { Address, Hex } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import type { FactChange } from '../../core/fact-record.ts'
import type { Happening } from '../../core/happening.ts'
import type { Segment } from '../../core/segment.ts'
import type { WatchedLogs } from '../../protocols/adapter.ts'

/** What a source says, in order; a consumer that obeys always holds one unbroken chain. */
export type SourceEvent =
  | { readonly kind: 'segment'; readonly segment: Segment }
  /** Back to this earlier segment end; everything above it left the chain. */
  | { readonly kind: 'rollback'; readonly to: BlockRef }
  /** The highest block that a quorum has. */
  | { readonly kind: 'head'; readonly number: bigint }
  /** Blocks up to this one never change. */
  | { readonly kind: 'finalized'; readonly number: bigint }
  | { readonly kind: 'stalled'; readonly code: string; readonly reason: string }
  | { readonly kind: 'resumed' }

/** Yields the chain after a block: live, from an archive, or from the store. */
export type SourcePort = {
  readonly follow: (start: {
    readonly after: BlockRef
    /** Segment ends that a reorganisation may take away, ascending, the last one `after`. */
    readonly tail: readonly BlockRef[]
    /** Asked anew for each segment, with the end that it follows; without one where it is only looked ahead. */
    readonly filter: (after?: BlockRef) => WatchedLogs
    readonly signal: AbortSignal
  }) => AsyncIterable<SourceEvent>
}

/** A segment that left the chain, and the changes that left with it. */
export type RolledBack = { readonly changes: readonly FactChange[] }

/** Where facts are kept. Every call happens wholly or not at all. */
export type FactStorePort = {
  /** The book as of the last end, and the ends that it can be taken back to; no end where nothing is stored. */
  readonly load: (chainId: number) => Promise<{
    readonly book: Book
    readonly last: BlockRef | undefined
    readonly tail: readonly BlockRef[]
  }>
  readonly commit: (commit: {
    readonly chainId: number
    readonly segment: Segment
    readonly changes: readonly FactChange[]
    /** What happened in the segment, in the chain's order; kept and taken back with it. */
    readonly happenings: readonly Happening[]
    readonly finalizedUpTo?: bigint
  }) => Promise<unknown>
  /** What was undone, newest first. */
  readonly rollback: (chainId: number, to: Hex) => Promise<readonly RolledBack[]>
}

/** What the next segment has to read again; whoever processes segments drains it. */
export type RepairsPort = {
  /** Accounts of a market to be read again, its terms with them; undefined when nothing is due, empty for the terms alone. */
  readonly due: (market: string) => readonly Address[] | undefined
  /** These were read again, and what was read is stored. */
  readonly done: (market: string, accounts: readonly Address[]) => void
}
