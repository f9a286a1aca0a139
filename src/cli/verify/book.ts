import { type VerifiedFile, type VerifiedMarket, verifyFile } from '../../pipeline/book-file/verify-file.ts'
import { type BookOptions, requireNoBlock } from '../book/from-book.ts'
import { type Output, printEach, printJson, printTable } from '../output.ts'
import type { CliPorts } from '../ports.ts'
import { short } from '../words.ts'

/** Differences beyond these are counted, not listed. */
const LISTED = 20

/**
 * Recomputes the positions of a file and compares them with the chain's figures in it; answers whether all are equal.
 * @throws UsageError `at_with_book`; BookFileError `book_file_invalid`, `book_without_view`.
 */
export async function verifyBook(
  { bookFiles, output }: Pick<CliPorts, 'bookFiles' | 'output'>,
  options: BookOptions & { readonly book: string },
): Promise<boolean> {
  requireNoBlock(options)
  const verified = await verifyFile(bookFiles.read(options.book))
  if (options.json) printJson(output, verificationDocument(verified))
  else printEach(output, verified.markets, (market) => report(output, verified, market))
  return verified.markets.every(({ equal }) => equal)
}

/** The comparison in JSON; integers as strings in each figure's smallest unit. */
const verificationDocument = ({ end, markets }: VerifiedFile) => ({
  chainId: end.chainId,
  blockNumber: Number(end.number),
  blockHash: end.hash,
  markets: markets.map(({ largest, differences, totals, ...rest }) => ({
    ...rest,
    largestDifference: `${largest}`,
    differences: differences.map((one) => ({ ...one, redline: `${one.redline}`, chain: `${one.chain}` })),
    totals: totals.map(({ subject, total, known, stated }) => ({
      subject,
      total,
      known: `${known}`,
      stated: `${stated}`,
    })),
  })),
})

function report(output: Output, { end }: VerifiedFile, verified: VerifiedMarket): void {
  const { market, positions, sample, figures, largest, differences, unvalued, totals, equal } = verified
  const unequal = totals.filter(({ known, stated }) => known !== stated)
  output.out(market)
  output.out(`  block ${end.number} ${short(end.hash)} of chain ${end.chainId}`)
  printTable(output, [
    ['Positions compared', `${positions}${sample ? ', a sample' : ''}`],
    ...(unvalued.length === 0 ? [] : [['Unvalued, as on the chain', `${unvalued.length}`]]),
    ['Figures compared', `${figures}`],
    [
      'Totals that sum exactly',
      sample ? 'not of a sample' : `${totals.length - unequal.length} of ${totals.length}`,
    ],
    ['Differences', `${differences.length + unequal.length}`],
    ['Largest difference of a figure', `${largest}`],
  ])
  for (const { subject, figure, redline, chain } of differences.slice(0, LISTED))
    output.out(`  ${figure} of ${subject}: Redline ${redline}, chain ${chain}`)
  if (differences.length > LISTED) output.out(`  and ${differences.length - LISTED} more; --json lists all`)
  for (const { subject, total, known, stated } of unequal)
    output.out(`  ${total} of ${subject}: all positions ${known}, chain ${stated}`)
  output.out(equal ? '  Equal to the last wei.' : '  DIFFERENT.')
}
