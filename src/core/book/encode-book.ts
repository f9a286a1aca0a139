import { sha256 } from '@noble/hashes/sha2.js'
import { accountsInOrder } from './account-order.ts'
import { ADDRESS_BYTES, CAPITAL_BYTES } from './address-bytes.ts'
import type { Book } from './book.ts'
import { ByteWriter } from './byte-writer.ts'
import { CHECKPOINT_VERSION, ENABLED, MAGIC } from './checkpoint-format.ts'
import { legRows } from './leg-rows.ts'
import type { BookRows } from './rows.ts'

/**
 * A book in bytes, uncompressed: magic, version, chain, book hash, facts in canonical order, checksum. Equal books
 * give equal bytes, whatever their history; `decodeBook` reads them.
 */
export function encodeBook(book: Book): Uint8Array {
  const { rows } = book
  const { listings, accounts, values, others } = rows
  const writer = new ByteWriter()
  for (const letter of MAGIC) writer.byte(letter.charCodeAt(0))
  writer.byte(CHECKPOINT_VERSION)
  writer.varint(rows.chainId)
  writer.text(book.hash())
  const rest = [...others]
  writer.varint(rest.length)
  for (const { market, kind, key, value } of rest)
    for (const text of [market, kind, key, value]) writer.text(text)
  const texts = values.held()
  writer.varint(texts.length)
  for (const text of texts) writer.text(text)
  const numbers = new Map(texts.map((text, at) => [text, at + 1]))
  const used = [...accountsInOrder(rows)].flatMap(([market, sorted]) => {
    const own = sorted.filter((account) => accounts.value[account] !== 0 || accounts.firstLeg[account] !== 0)
    return own.length === 0 ? [] : [{ market, own }]
  })
  used.sort((a, b) => (a.market < b.market ? -1 : 1))
  writer.varint(used.length)
  for (const { market, own } of used) {
    writer.text(market)
    const places = writeListings(writer, rows, listings.findMarket(market))
    writer.varint(own.length)
    for (const account of own) {
      writer.part(accounts.bytes, account * ADDRESS_BYTES, ADDRESS_BYTES)
      writer.part(accounts.capitals, account * CAPITAL_BYTES, CAPITAL_BYTES)
      writer.varint(numbers.get(values.text(accounts.value[account] ?? 0) ?? '') ?? 0)
      writeLegs(writer, rows, account, places)
    }
  }
  writer.raw(sha256(writer.written()))
  return writer.written().slice()
}

/** Writes the number of a market's legs and the assets they are of; returns per listing its place among these. */
function writeListings(writer: ByteWriter, { listings }: BookRows, market: number): Uint32Array {
  const used = listings.all.flatMap((listing, number) =>
    listing.market === market && listing.legs > 0 ? [{ listing, number }] : [],
  )
  used.sort((a, b) => (a.listing.order < b.listing.order ? -1 : 1))
  const places = new Uint32Array(listings.all.length)
  writer.varint(used.reduce((legs, { listing }) => legs + listing.legs, 0))
  writer.varint(used.length)
  used.forEach(({ listing, number }, place) => {
    writer.text(listing.asset)
    places[number] = place
  })
  return places
}

function writeLegs(writer: ByteWriter, rows: BookRows, account: number, places: Uint32Array): void {
  const { legs } = rows
  const own = legRows(rows, account)
  writer.varint(own.length)
  for (const row of own) {
    writer.varint(places[legs.listing[row] ?? 0] ?? 0)
    const mark = legs.enabled[row] === 1 ? ENABLED : 0
    writer.amount(legs.collateral[2 * row] ?? 0n, legs.collateral[2 * row + 1] ?? 0n, mark)
    writer.amount(legs.debt[2 * row] ?? 0n, legs.debt[2 * row + 1] ?? 0n, 0)
  }
}
