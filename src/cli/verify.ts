import { type Command, Option } from 'commander'
import { UsageError } from '../core/errors.ts'
import { verificationAnswer } from '../pipeline/answers/verification.ts'
import { checkMarket } from '../pipeline/check-market.ts'
import { LARGEST_HELD_SAMPLE } from '../pipeline/verify-held.ts'
import { forEachMarket } from './command-context.ts'
import { printEach, printJson } from './output.ts'
import type { CliPorts } from './ports.ts'
import { type ScopedOptions, scoped } from './scope.ts'
import { reportVerification } from './verify/report.ts'

type Options = ScopedOptions & { readonly sample: string }

/**
 * `redline verify`: compares with the chain's own views at one block hash and answers whether anything differs.
 * Answers true when all is equal.
 */
export function verifyCommand(program: Command, ports: CliPorts, ended: (equal: boolean) => void): void {
  const sample = new Option('--sample <n|all>', 'how many accounts to compare, spread over all').default(
    '1000',
  )
  scoped(program.command('verify'))
    .addOption(sample)
    .summary('compare every figure with the chain; exit code 3 on any difference')
    .description(
      'Compares health factors, collateral, debt, thresholds, indices and the covered-borrowers identity with the chain at one block hash. The only allowed difference is 0. A service that runs on the same data folder is asked to compare what it holds; another block than the latest, and more than 1,000 accounts, are read from the chain.',
    )
    .action(async (options: Options) => {
      const size = parseSample(options.sample)
      const running = await ports.running()
      const { results } = await forEachMarket(ports, options, async (market, at, progress) => {
        const asked = running && at === 'latest' && size <= LARGEST_HELD_SAMPLE ? running : undefined
        const held = await asked?.verify(market.market.id, size)
        if (asked !== undefined && held?.asOf.chainId === market.chain.chainId) {
          const { pid, address } = asked
          ports.output.err(`${held.market}: compared by process ${pid} at ${address}, from what it holds.`)
          return held
        }
        return verificationAnswer(await checkMarket(market, at, size, progress))
      })
      if (options.json) printJson(ports.output, { markets: results })
      else printEach(ports.output, results, (answer) => reportVerification(ports.output, answer))
      ended(results.every(({ equal }) => equal))
    })
}

function parseSample(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY
  const size = /^[1-9]\d*$/.test(text) ? Number(text) : undefined
  if (size !== undefined) return size
  throw new UsageError({
    code: 'invalid_sample',
    happened: `"${text}" is not a sample size.`,
    remedy: 'Write a whole number of accounts from 1, or all.',
    context: { sample: text },
  })
}
