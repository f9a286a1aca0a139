import { getAddress, isAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import { heldPosition } from '../../core/book/held-position.ts'
import type { HeldPosition, PositionValuation, UnvaluedPosition } from '../../core/book/rules.ts'
import { atLine } from './at-line.ts'
import { bookFileInvalid } from './book-file-error.ts'
import { factValueOf } from './fact-value-of.ts'
import type { FileLine } from './file-lines.ts'
import { asPosition, type BookPosition } from './format.ts'
import { type PositionView, positionText } from './line-text.ts'
import type { OpenBook, OpenBookMarket } from './open-book.ts'

/** One position as it stands in a file, valued at the prices of the file. */
export type ReadPosition = {
  readonly market: OpenBookMarket
  readonly held: HeldPosition
  readonly valuation: PositionValuation | UnvaluedPosition
  /** What the chain said of it, where the file has that. */
  readonly view: PositionView | undefined
}

/** Where a position stands in the order of a file. */
type Place = { readonly market: number; readonly account: string }

/**
 * Takes the positions of a file into its book, one line after the other.
 * @throws BookFileError `book_file_invalid`
 */
export function positionReader({
  book,
  markets,
}: OpenBook): (line: FileLine, value: unknown) => ReadPosition {
  const assetOf = spelling()
  let last: Place = { market: -1, account: '' }
  return (line, value) => {
    const { number, text } = line
    const said = asPosition(number, value)
    const at = markets.findIndex(({ market }) => market === said.market)
    const market = markets[at]
    if (market === undefined) throw bookFileInvalid(number, 'its market is not in the first line')
    const place = { market: at, account: said.account.toLowerCase() }
    requireOrder(number, last, place)
    last = place
    if ((said.view === undefined) !== (market.view === undefined))
      throw bookFileInvalid(
        number,
        'the chain’s view is there of the position and not of its market, or the reverse',
      )
    const found = atLine(number, 'the position', () => ({
      market,
      ...heldIn(book, market, said, (asset) => assetOf(number, asset)),
      view: viewOf(said),
    }))
    // The same again from what was understood: records twice or out of order, spaces and the like show here.
    if (positionText(market.market, found.held, found.view) !== text)
      throw bookFileInvalid(number, 'it is not written in the one way in which its content is written')
    market.read += 1
    return found
  }
}

function heldIn(
  book: OpenBook['book'],
  { market, rules }: OpenBookMarket,
  said: BookPosition,
  assetOf: (text: string) => Address,
) {
  const account = getAddress(said.account)
  book.apply(
    said.records.map(({ kind, subject, value }) =>
      kind === 'leg'
        ? // The book takes the canonical text of a leg and no other.
          { market, kind, key: `${account}/${assetOf(subject)}`, value: JSON.stringify(value) }
        : { market, kind, key: `${account}${subject}`, value: factValueOf(value) },
    ),
  )
  const { accounts, listings } = book.rows
  const held = heldPosition(book.rows, accounts.find(listings.findMarket(market), account))
  return { held, valuation: rules.value(held) }
}

/** Assets in their one spelling, each worked out once: they are few, and legs are many. */
function spelling(): (number: number, text: string) => Address {
  const known = new Map<string, Address>()
  return (number, text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    if (!isAddress(text, { strict: false }))
      throw bookFileInvalid(number, `"${text.slice(0, 50)}" is not the address of an asset`)
    const asset = getAddress(text)
    known.set(text, asset)
    return asset
  }
}

const viewOf = ({ view }: BookPosition): PositionView | undefined =>
  view && {
    kind: view.kind,
    figures:
      view.figures === null
        ? undefined
        : Object.fromEntries(Object.entries(view.figures).map(([name, value]) => [name, BigInt(value)])),
  }

function requireOrder(number: number, last: Place, { market, account }: Place): void {
  const isAfter = market > last.market || (market === last.market && account > last.account)
  if (isAfter) return
  const isTwice = market === last.market && account === last.account
  throw bookFileInvalid(
    number,
    isTwice
      ? 'it is the same position as the line before'
      : 'it does not come after the line before in the order of markets and accounts',
  )
}
