import type { BookRows } from '../book/rows.ts'
import { leadingLeg } from '../scenario/composition.ts'
import type { PricedAsset } from '../scenario/priced-asset.ts'
import type { MarketModel } from './market-model.ts'

/**
 * Markets, by their number in a book, of which no straight lines can be taken: a price in something that moves too is a
 * line over a line, whose roundings grow without end where the lower one comes near nothing. Their positions are decided
 * one by one.
 */
export const bentMarkets = (
  { listings }: BookRows,
  models: ReadonlyMap<string, Pick<MarketModel, 'priced'>>,
): ReadonlySet<number> =>
  new Set(
    [...models].flatMap(([market, { priced }]) =>
      priced.some(isQuotient) ? [listings.findMarket(market)] : [],
    ),
  )

const isQuotient = ({ composition }: PricedAsset): boolean =>
  composition.kind === 'quotient' || leadingLeg(composition)?.quote !== undefined
