import { sha256 } from '@noble/hashes/sha2.js'
import { ADDRESS_BYTES, addressBytes, CAPITAL_BYTES } from './address-bytes.ts'
import { type Book, bookOf } from './book.ts'
import { ByteReader } from './byte-reader.ts'
import { CheckpointError } from './checkpoint-error.ts'
import { CHECKPOINT_VERSION, CHECKSUM, ENABLED, MAGIC } from './checkpoint-format.ts'
import { addLeg } from './leg-rows.ts'
import { type BookRows, emptyRows } from './rows.ts'

/** Accounts read between two pauses. */
const ACCOUNTS_A_STEP = 2_000
/** Bytes whose checksum is taken between two pauses. */
const BYTES_A_STEP = 1 << 20

/**
 * The book that `encodeBook` wrote, with the same facts, sums and hash.
 * @throws CheckpointError `checkpoint_unreadable`: damaged, cut off, of another version, or its facts do not have the
 * hash that it states.
 */
export function decodeBook(bytes: Uint8Array): Book {
  const steps = decodingBook(bytes)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/**
 * `decodeBook` with pauses, for whoever has something else to do meanwhile. Each pause gives what is read so far; to
 * take its hash there leaves little of that for the end.
 */
export function* decodingBook(bytes: Uint8Array): Generator<Book, Book, void> {
  const end = Math.max(0, bytes.length - CHECKSUM)
  const reader = new ByteReader(bytes.subarray(0, end))
  for (const letter of MAGIC)
    if (reader.byte() !== letter.charCodeAt(0)) throw new CheckpointError('it does not start as one')
  const version = reader.byte()
  if (version !== CHECKPOINT_VERSION) throw new CheckpointError(`its version is ${version}`)
  const nothing = bookOf(emptyRows(0))
  const checksum = sha256.create()
  for (let at = 0; at < end; at += BYTES_A_STEP) {
    checksum.update(bytes.subarray(at, Math.min(end, at + BYTES_A_STEP)))
    yield nothing
  }
  if (checksum.digest().some((byte, at) => byte !== bytes[end + at]))
    throw new CheckpointError('its checksum does not hold')
  return yield* readBook(reader)
}

function* readBook(reader: ByteReader): Generator<Book, Book, void> {
  const rows = emptyRows(reader.varint())
  const book = bookOf(rows)
  const hash = reader.text()
  for (let left = reader.size(4); left > 0; left--)
    rows.others.set({ market: reader.text(), kind: reader.text(), key: reader.text(), value: reader.text() })
  const texts = Array.from({ length: reader.size(1) }, () => reader.text())
  for (let left = reader.size(1); left > 0; left--) yield* readMarket(reader, book, texts)
  if (reader.left > 0) throw new CheckpointError('it goes on after its end')
  if (book.hash() !== hash) throw new CheckpointError('its facts do not have the hash that it states')
  return book
}

function* readMarket(reader: ByteReader, book: Book, texts: readonly string[]): Generator<Book, void, void> {
  const { rows } = book
  const { listings, accounts, legs, values } = rows
  const market = listings.internMarket(reader.text())
  legs.reserve(legs.count + reader.size(3))
  const listed = Array.from({ length: reader.size(1) }, () => listings.intern(market, reader.text()))
  if (listed.includes(-2)) throw new CheckpointError('an asset has no address')
  const own = reader.size(ADDRESS_BYTES + CAPITAL_BYTES)
  accounts.reserve(accounts.count + own)
  const address = addressBytes()
  for (let left = own; left > 0; left--) {
    reader.fill(address.bytes)
    reader.fill(address.capitals)
    const account = accounts.internBytes(market, address)
    const text = texts[reader.varint() - 1]
    accounts.value[account] = text === undefined ? 0 : values.hold(text)
    readLegs(reader, rows, account, listed)
    accounts.touch(account)
    if (left % ACCOUNTS_A_STEP === 0) yield book
  }
}

function readLegs(reader: ByteReader, rows: BookRows, account: number, listed: readonly number[]): void {
  const { legs, listings } = rows
  for (let left = reader.varint(); left > 0; left--) {
    const listing = listed[reader.varint()]
    if (listing === undefined) throw new CheckpointError('a leg names no asset')
    const first = reader.byte()
    const collateral = reader.amount(first & ~ENABLED)
    const debt = reader.amount(reader.byte())
    legs.write(addLeg(rows, account, listing), collateral, debt, (first & ENABLED) !== 0)
    listings.add(listing, 1, collateral, debt)
  }
}
