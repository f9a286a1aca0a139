import type { BlockRef } from '../core/block.ts'
import type { Book } from '../core/book/book.ts'
import type { MarketModel } from '../core/risk/market-model.ts'
import { aaveModel } from './aave-v3/index.ts'
import type { ConfiguredDrivers } from './oracle/driver-override.ts'
import type { BtcWitness } from './oracle/reference-btc-price.ts'

/** A market of a book, ready to be valued, and what it knows of BTC's price. */
export type BookMarket = MarketModel & { readonly witness: BtcWitness }

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
  return book.get(market, 'aave-market', '') === undefined
    ? undefined
    : aaveModel(book, market, block, drivers)
}
