import type { Book } from '../core/book/book.ts'
import type { KeptEvent } from '../pipeline/serve/keep-following.ts'
import type { Upkeep } from './upkeep.ts'

/** Passes on to a chain's upkeep what following it comes to. */
export function tellUpkeep(
  upkeep: Pick<Upkeep, 'processed' | 'finalized' | 'restarted'>,
): (event: KeptEvent) => void {
  let book: Book | undefined
  let isFinalityStored = true
  return (event) => {
    if (event.kind === 'finalized') isFinalityStored = false
    if (event.kind === 'standing') {
      book = event.book
      upkeep.restarted()
      upkeep.finalized()
    }
    if (event.kind !== 'processed') return
    // A checkpoint is rebuilt from the store; the hash of the book that was followed says whether both are the same.
    upkeep.processed(event.processed.end, book?.hash())
    // The store learns what is final with the segment after.
    if (!isFinalityStored) upkeep.finalized()
    isFinalityStored = true
  }
}
