import type { Book } from '../../core/book/book.ts'
import { aaveControlTotals } from '../aave-v3/index.ts'
import type { ControlTotal } from '../adapter.ts'
import { cometControlTotals } from '../compound-v3/index.ts'

/** What the chain states of a market as a whole, beside what a book's parts of it sum to; nothing of an unknown market. */
export const controlTotalsIn = (book: Book, market: string): readonly ControlTotal[] => [
  ...aaveControlTotals(book, market),
  ...cometControlTotals(book, market),
]
