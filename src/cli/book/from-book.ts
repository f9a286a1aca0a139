import type { Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import { holdFile } from '../../pipeline/book-file/held-file.ts'
import type { HeldBook } from '../../pipeline/risk/held-book.ts'
import type { CliPorts } from '../ports.ts'
import type { ScopedOptions } from '../scope.ts'

/** What a command is told that can answer from a book file. */
export type BookOptions = ScopedOptions & { readonly book?: string }

/** The option that names a book file. */
export const fromBook = (command: Command): Command =>
  command.option('--book <file>', 'a file that redline book export wrote, instead of a chain')

/**
 * The book of a file, only the market in scope if one is named; says on `err` what was read.
 * @throws UsageError `at_with_book`, `unknown_market`; BookFileError `book_file_invalid`.
 */
export async function heldFrom(
  { bookFiles, output }: Pick<CliPorts, 'bookFiles' | 'output'>,
  options: BookOptions & { readonly book: string },
): Promise<HeldBook> {
  const { book: file, market } = options
  requireNoBlock(options)
  const { held } = await holdFile(bookFiles.read(file))
  const markets = held.markets.filter((id) => market === undefined || id === market)
  if (market !== undefined && markets.length === 0) throw unknownMarket(file, market, held.markets)
  const { chainId, number } = held.end
  output.err(`Read from ${file}, chain ${chainId} at block ${number}: ${markets.join(', ')}.`)
  return { ...held, markets, unread: market === undefined ? held.unread : [] }
}

/**
 * A file is of one block, so that no other one can be asked for.
 * @throws UsageError `at_with_book`
 */
export function requireNoBlock({ at }: BookOptions): void {
  if (at === 'latest') return
  throw new UsageError({
    code: 'at_with_book',
    happened: `A book file is of one block; --at ${at} cannot choose another one.`,
    remedy: 'Leave --at out, or export a file of that block: redline book export FILE --at BLOCK.',
    context: { at },
  })
}

const unknownMarket = (file: string, market: string, there: readonly string[]): UsageError =>
  new UsageError({
    code: 'unknown_market',
    happened: `There is no market "${market}" in ${file}.`,
    remedy: `There are: ${there.join(', ')}.`,
    context: { file, market },
  })
