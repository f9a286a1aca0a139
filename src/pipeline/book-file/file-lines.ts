import { isUtf8 } from 'node:buffer'
import { bookFileInvalid } from './book-file-error.ts'

/** A line without its line feed, and its bytes with it. */
export type FileLine = { readonly number: number; readonly text: string; readonly bytes: Uint8Array }

/** Far above what the largest market's terms take; a file without line feeds is refused before it fills the memory. */
const LONGEST_LINE = 16 * 1024 * 1024

/**
 * The lines of a file, those of one piece at a time; holds one piece and one line at most.
 * @throws BookFileError `book_file_invalid` for an empty or compressed file, a line that is too long, is not UTF-8, ends
 * as on Windows, or does not end.
 */
export async function* fileLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly FileLine[]> {
  let kept: Uint8Array[] = []
  let keptLength = 0
  let number = 1
  let isBegun = false
  for await (const chunk of chunks) {
    if (!isBegun) requirePlain(chunk)
    isBegun ||= chunk.length > 0
    const lines: FileLine[] = []
    let from = 0
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      const bytes = Buffer.concat([...kept, chunk.subarray(from, end + 1)])
      if (bytes.length > LONGEST_LINE) throw tooLong(number)
      lines.push(lineOf(number++, bytes))
      from = end + 1
      kept = []
      keptLength = 0
    }
    keptLength += chunk.length - from
    if (keptLength > LONGEST_LINE) throw tooLong(number)
    // A copy: whoever reads the file may use the piece's memory again.
    if (from < chunk.length) kept.push(Uint8Array.from(chunk.subarray(from)))
    yield lines
  }
  if (!isBegun) throw bookFileInvalid(1, 'the file is empty')
  if (keptLength > 0) throw bookFileInvalid(number, 'the file breaks off in the middle of it')
}

const LF = 10
const CR = 13

function lineOf(number: number, bytes: Buffer): FileLine {
  if (bytes.at(-2) === CR)
    throw bookFileInvalid(
      number,
      'it ends with CR and LF: something has converted the line ends',
      'Copy the file as binary, without conversion of line ends; nothing of it was used.',
    )
  if (!isUtf8(bytes)) throw bookFileInvalid(number, 'it is not UTF-8')
  return { number, bytes, text: bytes.toString('utf8', 0, bytes.length - 1) }
}

function requirePlain(chunk: Uint8Array): void {
  const isCompressed = MAGIC.some((magic) => magic.every((byte, at) => chunk[at] === byte))
  if (isCompressed)
    throw bookFileInvalid(1, 'the file is compressed', 'Unpack it (gunzip, unzstd) and name the plain file.')
}

/** How files of gzip and zstd begin. */
const MAGIC: readonly (readonly number[])[] = [
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
]

const tooLong = (line: number) =>
  bookFileInvalid(
    line,
    `it is longer than ${LONGEST_LINE} bytes`,
    'This is no book file: its lines are positions. Name the file that redline book export wrote.',
  )
