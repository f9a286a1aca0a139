import type { BlockRef } from '../../core/block.ts'
import type { MarketTerms } from '../../core/risk/market-terms.ts'
import type { BaseValue } from '../../core/units.ts'
import type { ChainBooks } from './chain-books.ts'

/** A chain of the config, its books, and its markets. */
export type RiskChain = {
  readonly chainId: number
  readonly books: ChainBooks
  /** Ids of the markets that can be read. */
  readonly markets: readonly string[]
  /** Ids of those that this version cannot read. */
  readonly unread: readonly string[]
  /** Ids of those of which only some positions are held, by intention; none where absent. */
  readonly sampled?: readonly string[]
}

/** One chain at one end, with what its markets say of themselves. */
export type ChainAt = {
  readonly chain: RiskChain
  readonly end: BlockRef
  readonly terms: readonly MarketTerms[]
  /** Ids of the markets that are in the numbers. */
  readonly markets: readonly string[]
  /** What the chain's markets agree on, USD with 8 decimals. */
  readonly btcPrice: BaseValue | undefined
}
