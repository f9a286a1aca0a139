import { createHash } from 'node:crypto'
import { heldPosition } from '../../core/book/held-position.ts'
import { marketRecords } from '../../core/book/market-records.ts'
import { RedlineError } from '../../core/errors.ts'
import { bookMarket } from '../../protocols/asking/book-market.ts'
import { controlTotalsIn } from '../../protocols/asking/control-totals.ts'
import type { ChainPort, Progress } from '../ports.ts'
import type { HeldBook } from '../risk/held-book.ts'
import { bookAccounts, type MarketAccounts } from './book-accounts.ts'
import { type HeaderMarket, headerText, positionText, trailerText } from './line-text.ts'

/** A book to write, and how. */
export type BookToWrite = {
  readonly held: Omit<HeldBook, 'standing'>
  /** Program and version. */
  readonly writtenBy: string
  /** At most so many positions of each market, at even distances; `Infinity` for all. */
  readonly sample: number
  /** Asked for its own view of every position that is written; left out, none is. */
  readonly view?: Pick<ChainPort, 'read'>
  readonly progress?: Progress
}

/** What was written. */
export type WrittenBook = {
  readonly markets: readonly Pick<HeaderMarket, 'market' | 'accounts' | 'positions' | 'coveredBorrowers'>[]
  readonly positions: number
  /** Of all bytes before the last line. */
  readonly sha256: string
}

/** Positions written between two questions to the chain. */
const POSITIONS_A_ROUND = 1_000
/** Characters handed on at once. */
const PIECE = 1 << 16

/**
 * A book as the text of a book file, in pieces: the same book gives the same text. A million positions are never held
 * as one. The value at the end says what was written.
 * @throws RedlineError `market_not_held` where the book has no terms of a market, and what reading the chain throws.
 */
export async function* writeBook(toWrite: BookToWrite): AsyncGenerator<string, WrittenBook> {
  const hash = createHash('sha256')
  let piece = ''
  let positions = 0
  const accounts = bookAccounts(toWrite.held.book.rows, toWrite.held.markets, toWrite.sample)
  const markets = await headerMarkets(toWrite, accounts)
  const { held, writtenBy, progress = () => {} } = toWrite
  const total = markets.reduce((sum, market) => sum + Number(market.positions), 0)
  const { number, hash: blockHash, timestamp } = held.end
  piece += `${headerText({
    writtenBy,
    chainId: `${held.end.chainId}`,
    block: { number: `${number}`, hash: blockHash, timestamp: `${timestamp}` },
    positions: `${total}`,
    unread: [...held.unread].sort(),
    markets,
  })}\n`
  for (const market of markets) {
    const chosen = accounts.get(market.market)?.chosen ?? []
    for (let from = 0; from < chosen.length; from += POSITIONS_A_ROUND) {
      const round = chosen.slice(from, from + POSITIONS_A_ROUND)
      for (const line of await positionLines(toWrite, market, round)) {
        piece += `${line}\n`
        if (piece.length < PIECE) continue
        hash.update(piece)
        yield piece
        piece = ''
      }
      positions += round.length
      progress('positions', positions, total)
    }
  }
  hash.update(piece)
  const sha256 = hash.digest('hex')
  yield `${piece}${trailerText(positions, sha256)}\n`
  return { markets, positions, sha256 }
}

async function positionLines(
  { held: { book, end }, view }: BookToWrite,
  { market, protocol: kind }: HeaderMarket,
  round: readonly number[],
): Promise<readonly string[]> {
  const positions = round.map((account) => heldPosition(book.rows, account))
  const named = positions.map(({ account }) => account)
  const own = bookMarket(book, market, end, {})
  const views = own && (await view?.read(own.figures.readAccounts(named), end))
  return positions.map((position, i) =>
    positionText(market, position, views === undefined ? undefined : { kind, figures: views[i] }),
  )
}

async function headerMarkets(
  { held: { book, end, markets }, view }: BookToWrite,
  accounts: ReadonlyMap<string, MarketAccounts>,
): Promise<readonly HeaderMarket[]> {
  const found: HeaderMarket[] = []
  for (const market of [...markets].sort()) {
    const own = bookMarket(book, market, end, {})
    if (own === undefined) throw marketNotHeld(market)
    const { protocol } = own
    const totals = controlTotalsIn(book, market)
    const { known, chosen } = accounts.get(market) ?? { known: 0, chosen: [] }
    const figures = await view?.read(own.figures.readMarket(), end)
    found.push({
      market,
      protocol,
      accounts: `${known}`,
      positions: `${chosen.length}`,
      coveredBorrowers: totals.every((one) => one.known === one.stated),
      controlTotals: totals.map(({ subject, total, known: sum, stated }) => ({
        subject,
        total,
        known: `${sum}`,
        stated: `${stated}`,
      })),
      ...(figures === undefined
        ? {}
        : {
            view: { kind: protocol, figures: figures.map((one) => ({ ...one, value: `${one.value}` })) },
          }),
      facts: marketRecords(book, market, []),
    })
  }
  return found
}

const marketNotHeld = (market: string): RedlineError =>
  new RedlineError({
    code: 'market_not_held',
    happened: `The book has no terms of market "${market}", so nothing can be written of it.`,
    remedy: 'Read the market again, or leave it out with --market.',
    context: { market },
  })
