import { isAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { compareAccountFigures, compareAssetFigures } from '../compare-figures.ts'
import { type Comparison, comparison, largestOf } from '../difference.ts'
import { BookFileError } from './book-file-error.ts'
import { type FileTotal, fileTotals, isSample } from './file-totals.ts'
import type { OpenBookMarket } from './open-book.ts'
import { readBook } from './read-book.ts'
import type { ReadPosition } from './read-position.ts'

/** What a comparison of a file's positions with the chain's figures in it found. */
export type VerifiedMarket = {
  readonly market: string
  readonly positions: number
  readonly sample: boolean
  readonly figures: number
  readonly largest: bigint
  readonly differences: Comparison['differences']
  /** Accounts without a price, of which the chain says nothing either. */
  readonly unvalued: readonly Address[]
  /** Control totals of the whole market; none of a sample. */
  readonly totals: readonly FileTotal[]
  readonly equal: boolean
}

/** A file whose every position was recomputed. */
export type VerifiedFile = { readonly end: BlockRef; readonly markets: readonly VerifiedMarket[] }

/**
 * Recomputes every position and every index of a file that has the chain's own view of them, and compares. What the
 * positions sum to is compared too, instead of taken as a fault of the file.
 * @throws BookFileError `book_file_invalid`; `book_without_view` where there is nothing to compare with.
 */
export async function verifyFile(chunks: AsyncIterable<Uint8Array>): Promise<VerifiedFile> {
  const found = new Map<string, Comparison & { readonly unvalued: Address[] }>()
  const of = (market: OpenBookMarket) => {
    const known = found.get(market.market)
    if (known !== undefined) return known
    if (market.view === undefined) throw withoutView()
    const begun = { ...comparison(), unvalued: [] }
    compareAssets(begun, market)
    found.set(market.market, begun)
    return begun
  }
  const read = await readBook(chunks, (position) => compareAccount(of(position.market), position))
  const totals = fileTotals(read)
  return {
    end: read.end,
    markets: read.markets.map((market) => {
      const { figures, differences, unvalued } = of(market)
      const own = totals.filter((total) => total.market === market.market)
      return {
        market: market.market,
        positions: market.read,
        sample: isSample(market),
        figures: figures(),
        largest: largestOf(differences),
        differences,
        unvalued,
        totals: own,
        equal: differences.length === 0 && own.every(({ known, stated }) => known === stated),
      }
    }),
  }
}

function compareAssets({ compare }: Comparison, { view, figures }: OpenBookMarket): void {
  const stated = (view?.figures ?? []).flatMap(({ subject, figure, value }) =>
    isAddress(subject, { strict: false }) ? [{ subject, figure, value: BigInt(value) }] : [],
  )
  compareAssetFigures(compare, figures.ofMarket(), stated)
}

function compareAccount(
  { compare, unvalued }: Comparison & { readonly unvalued: Address[] },
  { market, held, view }: ReadPosition,
): void {
  const own = market.figures.ofAccount(held)
  if (!compareAccountFigures(compare, held.account, own, view?.figures)) unvalued.push(held.account)
}

const withoutView = (): BookFileError =>
  new BookFileError({
    code: 'book_without_view',
    happened: 'The book file has no figures of the chain itself, so there is nothing to compare with.',
    remedy: 'Export it with redline book export FILE --with-chain-view, with --at for the same block.',
  })
