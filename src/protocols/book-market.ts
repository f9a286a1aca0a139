import type { MarketModel } from '../core/risk/market-model.ts'
import type { MarketTerms } from '../core/risk/market-terms.ts'
import type { PricedAsset } from '../core/scenario/priced-asset.ts'
import type { ChainFigures } from './chain-figures.ts'
import type { BtcWitness } from './oracle/reference-btc-price.ts'

/** A market of a book: how to value it, and what it says of itself. */
export type BookMarket = MarketModel &
  Pick<MarketTerms, 'revision' | 'assets' | 'categories' | 'absorbing'> & {
    readonly witness: BtcWitness
    /** Every token with its price in USD; `priced` may count in something else. */
    readonly listed: readonly PricedAsset[]
    readonly figures: ChainFigures
  }
