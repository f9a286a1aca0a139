import { RedlineError } from '../../core/errors.ts'
import { BookFileError, bookFileInvalid } from './book-file-error.ts'

/**
 * Does what a line asks for. Where facts cannot be what they say, or a number is none that can be counted with, the
 * line is at fault and not the program.
 * @throws BookFileError `book_file_invalid`
 */
export function atLine<T>(line: number, what: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof BookFileError) throw cause
    if (cause instanceof RedlineError)
      throw bookFileInvalid(line, `${what} cannot be: ${cause.happened}`, undefined, cause)
    if (cause instanceof RangeError)
      throw bookFileInvalid(line, `${what} cannot be: ${cause.message}`, undefined, cause)
    throw cause
  }
}
