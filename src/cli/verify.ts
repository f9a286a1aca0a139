import { type Command, Option } from 'commander'
import { type VerificationAnswer, verificationAnswer } from '../pipeline/answers/verification.ts'
import { checkMarket } from '../pipeline/check-market.ts'
import type { BlockAt } from '../pipeline/ports.ts'
import { LARGEST_HELD_SAMPLE } from '../pipeline/verify-held.ts'
import { type BookOptions, fromBook } from './book/from-book.ts'
import { forEachMarket } from './command-context.ts'
import type { OpenMarket } from './open-market.ts'
import { type Output, printEach, printJson } from './output.ts'
import type { CliPorts } from './ports.ts'
import type { RunningService } from './running-service.ts'
import { sampleSize } from './sample-size.ts'
import { scoped } from './scope.ts'
import { verifyBook } from './verify/book.ts'
import { reportVerification } from './verify/report.ts'

type Options = BookOptions & { readonly sample: string }

/**
 * `redline verify`: compares with the chain's own views at one block hash and answers whether anything differs.
 * Answers true when all is equal.
 */
export function verifyCommand(program: Command, ports: CliPorts, ended: (equal: boolean) => void): void {
  const sample = new Option('--sample <n|all>', 'how many accounts to compare, spread over all').default(
    '1000',
  )
  fromBook(scoped(program.command('verify')))
    .addOption(sample)
    .summary('compare every figure with the chain; exit code 3 on any difference')
    .description(
      'Compares health factors, collateral, debt, thresholds, indices and the covered-borrowers identity with the chain at one block hash. The only allowed difference is 0. A service that runs on the same data folder is asked to compare what it holds, or stores as of an older block; what it does not store, a block hash, and more than 1,000 accounts are read from the chain. An older block needs an archive node. With --book every position of a file that was exported --with-chain-view is compared with what the chain said then.',
    )
    .action(async (options: Options) => {
      const size = sampleSize(options.sample)
      const { book } = options
      if (book !== undefined) return ended(await verifyBook(ports, { ...options, book }))
      const running = await ports.running()
      const { results } = await forEachMarket(ports, options, async (market, at, progress) => {
        const held = running && (await heldBy(running, ports.output, market, at, size))
        if (held !== undefined) return held
        return verificationAnswer(await checkMarket(market, at, size, progress))
      })
      if (options.json) printJson(ports.output, { markets: results })
      else printEach(ports.output, results, (answer) => reportVerification(ports.output, answer))
      ended(results.every(({ equal }) => equal))
    })
}

/** The running service's comparison, where it has one to make; says who compared, or why the chain is read. */
async function heldBy(
  { pid, address, verify }: RunningService,
  output: Output,
  { market: { id }, chain: { chainId } }: OpenMarket,
  at: BlockAt,
  size: number,
): Promise<VerificationAnswer | undefined> {
  const isHash = typeof at === 'string' && at.startsWith('0x')
  if (isHash || size > LARGEST_HELD_SAMPLE) return undefined
  const said = await verify(id, at, size)
  if (said.kind === 'not-held') {
    output.err(`${id}: read from the chain, since process ${pid} at ${address} answers: ${said.reason}`)
    return undefined
  }
  const { asOf } = said.answer
  if (asOf.chainId !== chainId) return undefined
  const held = at === 'latest' ? 'from what it holds' : `from what it stores as of block ${asOf.blockNumber}`
  output.err(`${id}: compared by process ${pid} at ${address}, ${held}.`)
  return said.answer
}
