import { isValuation } from '../../core/book/rules.ts'
import type { HeldBook } from '../risk/held-book.ts'
import { isSample, requireTotals } from './file-totals.ts'
import { type ReadBook, readBook } from './read-book.ts'

/** What a file has of one market; money in USD with 8 decimals. */
export type FileMarket = {
  readonly market: string
  readonly protocol: string
  readonly accounts: number
  readonly positions: number
  readonly collateral: bigint
  readonly debt: bigint
  /** Positions without a price for an asset that counts; their money is in no sum. */
  readonly unvalued: number
  readonly sample: boolean
  readonly coveredBorrowers: boolean
  readonly view: boolean
}

/** A book file as a book that answers questions, and what is in it. */
export type HeldFile = {
  readonly held: HeldBook
  readonly file: Pick<ReadBook, 'positions' | 'sha256'> & { readonly writtenBy: string }
  readonly markets: readonly FileMarket[]
}

/**
 * Reads a book file and checks all that can be checked of it. Nothing can be said of how its block stands today: that
 * is left at the least that can be true.
 * @throws BookFileError `book_file_invalid`
 */
export async function holdFile(chunks: AsyncIterable<Uint8Array>): Promise<HeldFile> {
  const sums = new Map<string, { collateral: bigint; debt: bigint; unvalued: number }>()
  const read = await readBook(chunks, ({ market: { market }, valuation }) => {
    const sum = sums.get(market) ?? { collateral: 0n, debt: 0n, unvalued: 0 }
    sums.set(market, sum)
    if (!isValuation(valuation)) sum.unvalued += 1
    else {
      sum.collateral += valuation.collateral
      sum.debt += valuation.debt
    }
  })
  requireTotals(read)
  const { book, end, header, markets, positions, sha256 } = read
  return {
    held: {
      book,
      end,
      standing: { finality: 'latest', agreement: 'single', stale: true },
      markets: markets.map(({ market }) => market),
      unread: header.unread,
      sampled: markets.filter(isSample).map(({ market }) => market),
    },
    file: { positions, sha256, writtenBy: header.writtenBy },
    markets: markets.map((market) => ({
      market: market.market,
      protocol: market.protocol,
      accounts: Number(market.accounts),
      positions: market.read,
      ...(sums.get(market.market) ?? { collateral: 0n, debt: 0n, unvalued: 0 }),
      sample: isSample(market),
      coveredBorrowers: market.coveredBorrowers,
      view: market.view !== undefined,
    })),
  }
}
