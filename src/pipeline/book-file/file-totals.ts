import { controlTotalsIn } from '../../protocols/asking/control-totals.ts'
import { bookFileInvalid } from './book-file-error.ts'
import type { OpenBook, OpenBookMarket } from './open-book.ts'

/** What the chain states of a whole, beside what the positions of a file sum to. */
export type FileTotal = {
  readonly market: string
  readonly subject: `0x${string}`
  readonly total: 'debt' | 'collateral'
  readonly known: bigint
  readonly stated: bigint
}

/** Whether a file has some of a market's positions only. */
export const isSample = ({ accounts, positions }: Pick<OpenBookMarket, 'accounts' | 'positions'>): boolean =>
  accounts !== positions

/** The control totals of the markets that a file has in whole, from its positions. */
export const fileTotals = ({ book, markets }: OpenBook): readonly FileTotal[] =>
  markets
    .filter((market) => !isSample(market))
    .flatMap(({ market }) => controlTotalsIn(book, market).map((total) => ({ market, ...total })))

/**
 * Makes sure that the first line says of every whole market what its records state and its positions sum to; of a
 * sample, what its records state. What that makes of covered borrowers has to be what is claimed.
 * @throws BookFileError `book_file_invalid`
 */
export function requireTotals(open: OpenBook): void {
  for (const market of open.markets) {
    const { market: id, controlTotals, coveredBorrowers } = market
    const found = controlTotalsIn(open.book, id)
    if (found.length !== controlTotals.length)
      throw unequal(id, 'it has other control totals than its records')
    for (const [i, { subject, total, known, stated }] of found.entries()) {
      const said = controlTotals[i]
      if (said?.subject !== subject || said.total !== total || said.stated !== `${stated}`)
        throw unequal(
          id,
          `it says that the chain states ${said?.stated} of ${subject}, its records ${stated}`,
        )
      if (!isSample(market) && said.known !== `${known}`)
        throw unequal(id, `its positions have ${known} of the ${total} of ${subject}, it says ${said.known}`)
    }
    if (coveredBorrowers !== controlTotals.every(({ known, stated }) => known === stated))
      throw unequal(id, 'what it says of covered borrowers does not follow from its control totals')
  }
}

const unequal = (market: string, wrong: string) => bookFileInvalid(1, `of market "${market}", ${wrong}`)
