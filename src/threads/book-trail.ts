import type { Hex } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import type { Book } from '../core/book/book.ts'
import type { FactChange, FactRecord } from '../core/fact-record.ts'
import { ThreadError } from './thread-error.ts'

/** A book that goes on from end to end, and remembers how to go back. */
export type BookTrail = {
  readonly advance: (end: BlockRef, records: Iterable<FactRecord>) => void
  /** Takes the book back for good; false, and nothing has changed, where the end is not remembered. */
  readonly retreat: (to: Hex) => boolean
  /**
   * Runs work on the book as of an end that it remembers; the book then is where it was.
   * @throws ThreadError `book_moved` where it does not.
   */
  readonly at: <T>(end: BlockRef, work: () => T) => T
}

/** Ends remembered: on a chain with a block in 12 seconds, half an hour, longer than pages can be continued. */
const REMEMBERED = 150

type Step = { readonly end: BlockRef; readonly changes: readonly FactChange[] }

/** Starts at an end. */
export function bookTrail(book: Book, start: BlockRef): BookTrail {
  const steps: Step[] = [{ end: start, changes: [] }]
  const placeOf = (hash: Hex): number => steps.findIndex(({ end }) => end.hash === hash)
  const undo = (later: readonly Step[]): void => {
    for (const { changes } of later.toReversed()) book.undo(changes)
  }
  return {
    advance(end, records) {
      steps.push({ end, changes: book.apply(records) })
      if (steps.length > REMEMBERED) steps.shift()
    },
    retreat(to) {
      const place = placeOf(to)
      if (place < 0) return false
      undo(steps.splice(place + 1))
      return true
    },
    at(end, work) {
      const place = placeOf(end.hash)
      if (place < 0) throw bookMoved(end)
      const later = steps.slice(place + 1)
      undo(later)
      try {
        return work()
      } finally {
        for (const { changes } of later) book.apply(changes)
      }
    },
  }
}

/** The book of a thread is not, and cannot be taken, where it is asked about. */
export const bookMoved = ({ chainId, number, hash }: BlockRef): ThreadError =>
  new ThreadError({
    code: 'book_moved',
    happened: `The followed book of chain ${chainId} does not remember block ${number} any more.`,
    remedy: 'Ask again; the store has what it no longer remembers.',
    context: { chainId, block: number, blockHash: hash },
    retryable: true,
  })
