import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import { isValuation, type PositionValuation, type UnvaluedPosition } from '../../core/book/rules.ts'
import { aaveTerms, type BookMarket, readAccountViews, readIndexViews } from '../aave-v3/index.ts'
import type { Plan } from '../plan.ts'

/** One figure of an asset, in its smallest unit. */
export type AssetFigure = { readonly subject: Address; readonly figure: string; readonly value: bigint }

/** Figures of an account by name, in their smallest units; undefined where there is a price missing. */
export type AccountFigures = Readonly<Record<string, bigint>> | undefined

/** Asks a market's own contracts what they say of its assets. */
export function* readAssetFigures(book: Book, market: string, block: BlockRef): Plan<readonly AssetFigure[]> {
  const { terms } = aaveTerms(book, market, block)
  const views = yield* readIndexViews(terms.pool, terms.assets)
  return views.flatMap(({ asset, liquidity, borrow }) => indicesOf(asset, liquidity, borrow))
}

/** Asks a market's own contracts what they say of each of these accounts. */
export function* readAccountFigures(
  book: Book,
  market: string,
  block: BlockRef,
  accounts: readonly Address[],
): Plan<readonly AccountFigures[]> {
  const { terms } = aaveTerms(book, market, block)
  const views = yield* readAccountViews(terms.pool, accounts)
  return views.map((view) => view && figuresOf(view))
}

/** What Redline says where `readAssetFigures` asks the chain. */
export const assetFigures = ({ assets }: BookMarket): readonly AssetFigure[] =>
  assets.flatMap(({ asset, supplyIndex, borrowIndex }) => indicesOf(asset, supplyIndex, borrowIndex))

/** What Redline says where `readAccountFigures` asks the chain. */
export const accountFigures = (found: PositionValuation | UnvaluedPosition): AccountFigures =>
  isValuation(found) ? figuresOf(found) : undefined

const indicesOf = (subject: Address, liquidity: bigint, borrow: bigint): readonly AssetFigure[] => [
  { subject, figure: 'liquidityIndex', value: liquidity },
  { subject, figure: 'borrowIndex', value: borrow },
]

const figuresOf = ({
  collateral,
  debt,
  liquidationThreshold,
  healthFactor,
}: Pick<PositionValuation, 'collateral' | 'debt' | 'liquidationThreshold' | 'healthFactor'>) => ({
  collateral,
  debt,
  liquidationThreshold,
  healthFactor,
})
