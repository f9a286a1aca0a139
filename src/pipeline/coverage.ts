import type { Address } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import type { Book } from '../core/book/book.ts'
import { bookMarket } from '../protocols/asking/book-market.ts'
import { controlTotalsIn } from '../protocols/asking/control-totals.ts'

/** One total of a market: what its known accounts sum to, and what the contracts say exists. */
export type Coverage = {
  readonly asset: Address
  readonly symbol: string
  /** Whether debts or collateral are summed; in stored units, without interest. */
  readonly side: 'debt' | 'collateral'
  readonly known: bigint
  readonly total: bigint
  /** Nobody is missing, and nobody is there twice. */
  readonly complete: boolean
}

/** Every total of a market in a book. */
export function coverageIn(book: Book, market: string, block: BlockRef): readonly Coverage[] {
  const assets = bookMarket(book, market, block, {})?.assets ?? []
  const symbols = new Map(assets.map(({ asset, symbol }) => [asset, symbol]))
  return controlTotalsIn(book, market).map(({ subject, total, known, stated }) => ({
    asset: subject,
    symbol: symbols.get(subject) ?? subject,
    side: total,
    known,
    total: stated,
    complete: known === stated,
  }))
}
