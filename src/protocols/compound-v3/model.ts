import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import { marketRecords } from '../../core/book/market-records.ts'
import type { Known } from '../adapter.ts'
import type { BookMarket } from '../book-market.ts'
import type { ConfiguredDrivers } from '../oracle/driver-override.ts'
import { cometFigures } from './chain-figures.ts'
import { isTerms } from './facts.ts'
import { absorbingTerms, assetTerms } from './market-terms.ts'
import { pricedAssets } from './priced-assets.ts'
import { factOf } from './records.ts'
import { cometRules } from './rules.ts'
import { type CometState, repriced, stateOf } from './state.ts'

/** The generation of the protocol, where others count revisions of a pool. */
export const COMET_GENERATION = 3

/** Whether the facts of a market are those of a Compound III market. */
export const knowsComet = (known: Pick<Known, 'get'>, market: string): boolean =>
  known.get(market, 'comet-market', '') !== undefined

/** What a book holds of a Compound III market itself, at a block; accounts are left where they are. */
export function cometTerms(book: Book, market: string, block: BlockRef): CometState {
  const place = { chainId: block.chainId, block: block.number }
  const records = marketRecords(book, market, []).filter(({ kind }) => isTerms(kind))
  return stateOf(
    market,
    block,
    records.map((record) => factOf(record, place)),
  )
}

/** A Compound III market of a book, ready to be valued at any prices. */
export function cometModel(
  book: Book,
  market: string,
  block: BlockRef,
  drivers: ConfiguredDrivers,
): BookMarket {
  const state = cometTerms(book, market, block)
  const { priced, listed } = pricedAssets(state, drivers)
  return {
    market,
    protocol: 'compound-v3',
    priced,
    listed,
    rules: (prices) => cometRules(repriced(state, prices)),
    revision: COMET_GENERATION,
    assets: assetTerms(state, listed),
    categories: [],
    absorbing: absorbingTerms(state),
    figures: cometFigures(state),
    witness: { btcFeed: state.btcFeed, feeds: state.feeds, assets: priced },
  }
}
