import { type Command, Option } from 'commander'
import { writeBook } from '../../pipeline/book-file/write-book.ts'
import { printJson } from '../output.ts'
import type { CliPorts } from '../ports.ts'
import { progressBar } from '../progress-bar.ts'
import { sampleSize } from '../sample-size.ts'
import { type ScopedOptions, scoped } from '../scope.ts'
import { wholeNumber } from '../whole-number.ts'
import { readOneChain } from './one-chain.ts'
import { reportWritten, writtenDocument } from './report-written.ts'

type Options = ScopedOptions & {
  readonly chain?: string
  readonly sample: string
  readonly withChainView?: true
}

/** `redline book export FILE`: writes a chain's positions at one block, with everything that valuing them needs. */
export function exportCommand(book: Command, ports: CliPorts, version: string): void {
  scoped(book.command('export'))
    .argument('<file>', 'where to write; what is there is replaced when the new file is whole')
    .option('--chain <id>', 'the chain, where the config has several')
    .option('--with-chain-view', 'also what the contracts themselves say of every position written')
    .addOption(new Option('--sample <n|all>', 'at most so many positions of each market').default('all'))
    .summary('write positions, prices and parameters of a chain at one block')
    .description(
      'Reads every borrower of the markets in scope from the chain at one block and writes them as NDJSON: a first line with block, prices and parameters, a position a line, a last line with count and SHA-256. The same book gives the same bytes. docs/book-file.md describes the lines.',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: Options) => {
      const sample = sampleSize(options.sample)
      const chainId = options.chain === undefined ? undefined : wholeNumber('--chain', options.chain, 1)
      const { held, chain } = await readOneChain(ports, options, chainId)
      const { end, markets } = held
      ports.output.err(`Read from chain ${end.chainId} at block ${end.number}: ${markets.join(', ')}.`)
      const bar = progressBar(ports.output, ports.now)
      const view = options.withChainView ? { view: chain } : {}
      const writtenBy = `redline ${version}`
      const text = writeBook({ held, writtenBy, sample, progress: bar.report, ...view })
      const written = await ports.bookFiles.write(file, text).finally(() => bar.stop())
      if (options.json) printJson(ports.output, writtenDocument(file, end, written))
      else reportWritten(ports.output, file, end, written)
    })
}

const EXAMPLES = `
Examples:
  $ redline book export book.ndjson
  $ redline book export book.ndjson --market aave-v3-ethereum --at 21000000
  $ redline book export sample.ndjson --with-chain-view --sample 1000
  $ redline risk --book book.ndjson --btc 88000 --scenario market`
