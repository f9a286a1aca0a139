import { createHash } from 'node:crypto'
import { bookFileInvalid } from './book-file-error.ts'
import { type FileLine, fileLines } from './file-lines.ts'
import { asTrailer } from './format.ts'
import { type OpenBook, openBook } from './open-book.ts'
import { positionReader, type ReadPosition } from './read-position.ts'

/** A whole book file. */
export type ReadBook = OpenBook & {
  readonly positions: number
  /** Of all bytes before the last line. */
  readonly sha256: string
}

/**
 * Reads a book file line by line, calling `visit` for every position as it comes; what that makes of them counts only
 * when the whole file was read. Form, order, counts and hash are checked; what the parts sum to is not.
 * @throws BookFileError `book_file_invalid` with the line, what is wrong and what to do.
 */
export async function readBook(
  chunks: AsyncIterable<Uint8Array>,
  visit: (position: ReadPosition) => void = () => {},
): Promise<ReadBook> {
  const hash = createHash('sha256')
  let open: { readonly book: OpenBook; readonly read: ReturnType<typeof positionReader> } | undefined
  let positions = 0
  let sha256: string | undefined
  let last = 1
  for await (const lines of fileLines(chunks))
    for (const line of lines) {
      last = line.number
      if (sha256 !== undefined) throw bookFileInvalid(last, 'it comes after the last line of the book')
      const value = jsonOf(line)
      if (open === undefined) {
        const book = openBook(line, value)
        open = { book, read: positionReader(book) }
      } else if (isTrailer(value)) {
        sha256 = hash.digest('hex')
        requireEnd(line, value, { book: open.book, positions, sha256 })
        continue
      } else {
        visit(open.read(line, value))
        positions += 1
      }
      hash.update(line.bytes)
    }
  if (open !== undefined && sha256 !== undefined) return { ...open.book, positions, sha256 }
  throw bookFileInvalid(last, 'the file ends with it, before the last line of the book')
}

const isTrailer = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'sha256' in value

function jsonOf({ number, text }: FileLine): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw bookFileInvalid(number, 'it is not JSON', undefined, cause)
  }
}

function requireEnd(
  { number }: FileLine,
  value: unknown,
  {
    book: { header, markets },
    positions,
    sha256,
  }: Omit<ReadBook, keyof OpenBook> & { readonly book: OpenBook },
): void {
  const trailer = asTrailer(number, value)
  const counts: readonly (readonly [string, string, number])[] = [
    ['the last line', trailer.positions, positions],
    ['the first line', header.positions, positions],
    ...markets.map(({ market, positions: said, read }) => [`market "${market}"`, said, read] as const),
  ]
  for (const [where, said, found] of counts)
    if (said !== `${found}`)
      throw bookFileInvalid(number, `${where} counts ${said} positions, and ${found} are there`)
  for (const { market, accounts } of header.markets)
    if (BigInt(accounts) < BigInt(markets.find((one) => one.market === market)?.read ?? 0))
      throw bookFileInvalid(number, `market "${market}" has more positions than accounts`)
  if (trailer.sha256 !== sha256)
    throw bookFileInvalid(
      number,
      `the bytes before it have the SHA-256 ${sha256}, and it says ${trailer.sha256}: something was changed`,
    )
}
