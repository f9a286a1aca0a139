import type { Command } from 'commander'
import { isoTime } from '../../pipeline/answers/as-of.ts'
import { usd } from '../../pipeline/answers/money.ts'
import { type HeldFile, holdFile } from '../../pipeline/book-file/held-file.ts'
import { type Output, printJson, printTable } from '../output.ts'
import type { CliPorts } from '../ports.ts'
import { dollars, short } from '../words.ts'

/** `redline book import FILE`: checks a book file from its first to its last byte and says what is in it. */
export function importCommand(book: Command, { output, bookFiles }: CliPorts): void {
  book
    .command('import')
    .argument('<file>', 'a file that redline book export wrote')
    .option('--json', 'one JSON document instead of text')
    .summary('check a book file and say what is in it')
    .description(
      'Checks form, order, counts, hash and totals of every line, values every position and says what is in the file: markets, positions, debt, block, whether all borrowers are there. No chain and no config is needed. Commands read a file by --book; there is nothing to install.',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, { json }: { readonly json?: true }) => {
      const document = importDocument(file, await holdFile(bookFiles.read(file)))
      if (json) printJson(output, document)
      else report(output, document)
    })
}

const EXAMPLES = `
Examples:
  $ redline book import book.ndjson
  $ redline book import book.ndjson --json`

/** What is in a file, in JSON; money at the file's prices. */
const importDocument = (file: string, { held: { end, unread }, file: read, markets }: HeldFile) => ({
  file,
  ...read,
  chainId: end.chainId,
  blockNumber: Number(end.number),
  blockHash: end.hash,
  blockTimestamp: isoTime(end.timestamp),
  markets: markets.map(({ collateral, debt, ...market }) => ({
    ...market,
    collateralUsd: usd(collateral),
    debtUsd: usd(debt),
  })),
  unread: [...unread],
})

function report(output: Output, document: ReturnType<typeof importDocument>): void {
  const { file, writtenBy, positions, chainId, blockNumber, blockHash, blockTimestamp } = document
  output.out(`${file}: ${positions} positions, written by ${writtenBy}; whole and unchanged`)
  output.out(`  block ${blockNumber} ${short(blockHash)} of chain ${chainId}, ${blockTimestamp}`)
  printTable(output, [
    ['Market', 'Positions', 'of accounts', 'Collateral, USD', 'Debt, USD', 'Unvalued', 'All borrowers known'],
    ...document.markets.map((market) => [
      market.market,
      `${market.positions}${market.sample ? ' (sample)' : ''}`,
      `${market.accounts}`,
      dollars(market.collateralUsd),
      dollars(market.debtUsd),
      `${market.unvalued}`,
      market.coveredBorrowers ? 'yes' : 'NO',
    ]),
  ])
  for (const market of document.unread) output.out(`  INCOMPLETE: ${market} could not be read by the writer`)
  if (document.markets.some(({ view }) => view))
    output.out('  It has the chain’s own figures: redline verify --book compares them.')
}
