import { RedlineError } from '../../core/errors.ts'

/** A book file cannot be used: `book_file_invalid`, or `book_without_view` where it lacks the chain's own figures. */
export class BookFileError extends RedlineError {
  override readonly name = 'BookFileError'
}

/** What to do about a file that is not what was written. */
const AGAIN = 'Copy the file again from where it was written, or export it anew; nothing of it was used.'

/** A line of a book file is not what Redline writes; lines count from 1. */
export const bookFileInvalid = (
  line: number,
  wrong: string,
  remedy: string = AGAIN,
  cause?: unknown,
): BookFileError =>
  new BookFileError({
    code: 'book_file_invalid',
    happened: `Line ${line} of the book file is at fault: ${wrong}.`,
    remedy,
    context: { line },
    cause,
  })
