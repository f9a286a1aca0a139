import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import { aaveModel } from '../aave-v3/index.ts'
import type { BookMarket } from '../book-market.ts'
import { cometModel, knowsComet } from '../compound-v3/index.ts'
import type { ConfiguredDrivers } from '../oracle/driver-override.ts'

/**
 * The market of this name in a book at a block, by the protocol whose facts are there; undefined where the book holds
 * none of them. Interest counts up to the block's timestamp.
 */
export function bookMarket(
  book: Book,
  market: string,
  block: BlockRef,
  drivers: ConfiguredDrivers,
): BookMarket | undefined {
  if (book.get(market, 'aave-market', '') !== undefined) return aaveModel(book, market, block, drivers)
  if (knowsComet(book, market)) return cometModel(book, market, block, drivers)
  return undefined
}
