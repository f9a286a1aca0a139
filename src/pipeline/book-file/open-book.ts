import type { Hex } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { type Book, createBook } from '../../core/book/book.ts'
import { marketRecords } from '../../core/book/market-records.ts'
import type { Rules } from '../../core/book/rules.ts'
import { rulesNow } from '../../core/risk/market-model.ts'
import { timestamp } from '../../core/units.ts'
import { bookMarket } from '../../protocols/asking/book-market.ts'
import type { ChainFigures } from '../../protocols/chain-figures.ts'
import { statusOf } from '../follow/market-status.ts'
import { atLine } from './at-line.ts'
import { bookFileInvalid } from './book-file-error.ts'
import { factValueOf } from './fact-value-of.ts'
import type { FileLine } from './file-lines.ts'
import { asHeader, BOOK_FILE, type BookHeader } from './format.ts'
import { headerText } from './line-text.ts'

/** A market of a file whose positions are being read. */
export type OpenBookMarket = BookHeader['markets'][number] & {
  readonly rules: Rules
  /** What Redline says where the file may have the chain's own figures. */
  readonly figures: ChainFigures
  /** Positions read so far. */
  read: number
}

/** The first line of a file as a book without positions. */
export type OpenBook = {
  readonly header: BookHeader
  readonly book: Book
  readonly end: BlockRef
  readonly markets: readonly OpenBookMarket[]
}

/**
 * Takes the first line in.
 * @throws BookFileError `book_file_invalid`, also for another version of the format and for a protocol that this
 * version does not know.
 */
export function openBook(line: FileLine, value: unknown): OpenBook {
  const { number } = line
  requireVersion(number, value)
  const header = asHeader(number, value)
  const { block } = header
  const chainId = Number(header.chainId)
  const end: BlockRef = {
    chainId,
    number: BigInt(block.number),
    hash: block.hash as Hex,
    timestamp: timestamp(BigInt(block.timestamp)),
  }
  const book = createBook(chainId)
  return atLine(number, 'what it says of a market', () => {
    for (const { market, records } of header.markets)
      book.apply(
        records.map(({ kind, subject, value: said }) => {
          if (kind === 'leg' || kind === 'account')
            throw bookFileInvalid(number, `market "${market}" has a position among its records`)
          return { market, kind, key: subject, value: factValueOf(said) }
        }),
      )
    requireOneWriting(line, header, book)
    return { header, book, end, markets: header.markets.map((market) => openMarket(book, end, market)) }
  })
}

function openMarket(book: Book, end: BlockRef, market: BookHeader['markets'][number]): OpenBookMarket {
  const { market: id, protocol, coveredBorrowers } = market
  const model = bookMarket(book, id, end, {})
  if (model?.protocol !== protocol)
    throw bookFileInvalid(
      1,
      `market "${id}" is said to be of ${protocol}, and its records are not of that protocol as this version knows it`,
      'Read it with the version of Redline that wrote it, or a newer one.',
    )
  const status = statusOf(book, id)
  if (status === undefined) throw bookFileInvalid(1, `market "${id}" has no status among its records`)
  if (coveredBorrowers && status.state === 'incomplete')
    throw bookFileInvalid(
      1,
      `market "${id}" has all its borrowers, and its status says that some are missing`,
    )
  return { ...market, rules: rulesNow(model), figures: model.figures, read: 0 }
}

/** The same again from what was understood: records twice or out of order, spaces, names twice and the like show here. */
function requireOneWriting({ number, text }: FileLine, header: BookHeader, book: Book): void {
  const markets = header.markets.map(({ records: _, ...market }) => ({
    ...market,
    facts: marketRecords(book, market.market, []),
  }))
  const names = markets.map(({ market }) => market)
  if ([...new Set(names)].sort().join('\n') !== names.join('\n'))
    throw bookFileInvalid(number, 'its markets are not each there once, sorted by id')
  if (headerText({ ...header, markets }) !== text)
    throw bookFileInvalid(number, 'it is not written in the one way in which its content is written')
}

function requireVersion(number: number, value: unknown): void {
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined
  if (typeof schema !== 'string' || schema === BOOK_FILE) return
  throw bookFileInvalid(
    number,
    `it is of the format "${schema.slice(0, 40)}", and this version reads ${BOOK_FILE}`,
    'Read it with the version of Redline that wrote it, or export it anew with this one.',
  )
}
