import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import { marketRecords } from '../../core/book/market-records.ts'
import type { BookMarket } from '../book-market.ts'
import type { ConfiguredDrivers } from '../oracle/driver-override.ts'
import { aaveFigures } from './chain-figures.ts'
import { isTerms } from './facts.ts'
import { assetTerms, categoryTerms } from './market-terms.ts'
import { pricedAssets } from './priced-assets.ts'
import { factOf } from './records.ts'
import { aaveRules } from './rules.ts'
import { type AaveState, repriced, stateOf } from './state.ts'

/** What a book holds of an Aave V3 market itself, at a block; accounts are left where they are. */
export function aaveTerms(book: Book, market: string, block: BlockRef): AaveState {
  const place = { chainId: block.chainId, block: block.number }
  const records = marketRecords(book, market, []).filter(({ kind }) => isTerms(kind))
  return stateOf(
    market,
    block,
    records.map((record) => factOf(record, place)),
  )
}

/** The same with all its accounts. */
export function aaveStateIn(book: Book, market: string, block: BlockRef): AaveState {
  const place = { chainId: block.chainId, block: block.number }
  const records = marketRecords(book, market, book.accountsOf(market))
  return stateOf(
    market,
    block,
    records.flatMap((record) => (isOwn(record.kind) ? [factOf(record, place)] : [])),
  )
}

const isOwn = (kind: string): boolean => isTerms(kind) || kind === 'account' || kind === 'leg'

/** An Aave V3 market of a book, ready to be valued at any prices. */
export function aaveModel(
  book: Book,
  market: string,
  block: BlockRef,
  drivers: ConfiguredDrivers,
): BookMarket {
  const state = aaveTerms(book, market, block)
  const priced = pricedAssets(state, drivers)
  return {
    market,
    protocol: 'aave-v3',
    priced,
    listed: priced,
    rules: (prices) => aaveRules(repriced(state, prices)),
    revision: state.terms.revision,
    assets: assetTerms(state),
    categories: categoryTerms(state),
    absorbing: undefined,
    figures: aaveFigures(state),
    witness: { btcFeed: state.btcFeed, feeds: state.feeds, assets: priced },
  }
}
