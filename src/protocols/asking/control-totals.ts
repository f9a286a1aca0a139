import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import { aaveAdapter, aaveTerms } from '../aave-v3/index.ts'
import type { ControlTotal } from '../adapter.ts'

/** What the chain states of a market as a whole, beside what a book's parts of it sum to; nothing of an unknown market. */
export function controlTotalsIn(book: Book, market: string, block: BlockRef): readonly ControlTotal[] {
  if (book.get(market, 'aave-market', '') === undefined) return []
  const { provider } = aaveTerms(book, market, block).terms
  return aaveAdapter(market, provider).controlTotals(book)
}
