import { type Command, Option } from 'commander'
import { UsageError } from '../core/errors.ts'
import { verificationAnswer } from '../pipeline/answers/verification.ts'
import { type CheckedMarket, checkMarket } from '../pipeline/check-market.ts'
import { parseAt } from './at.ts'
import { forEachMarket } from './command-context.ts'
import type { Scope } from './open-market.ts'
import { printJson, printTable } from './output.ts'
import type { CliPorts } from './ports.ts'
import { scoped } from './scope.ts'
import { asOfLine } from './words.ts'

type Options = Scope & { readonly at: string; readonly sample: string; readonly json?: true }

/** Differences beyond these are counted, not listed. */
const LISTED = 20

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
      'Compares health factors, collateral, debt, thresholds, indices and the covered-borrowers identity with the chain at one block hash. The only allowed difference is 0.',
    )
    .action(async (options: Options) => {
      const at = parseAt(options.at)
      const size = parseSample(options.sample)
      const checked = await forEachMarket(ports, options, (market, progress) =>
        checkMarket(market, at(market.chain.chainId), size, progress),
      )
      if (options.json) printJson(ports.output, { markets: checked.map(verificationAnswer) })
      else for (const market of checked) print(ports, market)
      ended(checked.every((market) => market.equal))
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

function print({ output }: CliPorts, checked: CheckedMarket): void {
  const answer = verificationAnswer(checked)
  output.out(answer.market)
  output.out(asOfLine(answer.asOf))
  printTable(output, [
    ['Accounts compared', `${answer.accounts} of ${answer.borrowers}`],
    ['Figures compared', `${answer.figures}`],
    ['Largest difference', answer.largestDifference],
    ['Differences', `${answer.differences.length}`],
    ['Reserves whose debts sum exactly', `${answer.reserves.covered} of ${answer.reserves.total}`],
    [
      'Read a second way',
      answer.crossCheck === null ? 'not configured' : `${answer.crossCheck.figures} figures`,
    ],
  ])
  const listed = [...answer.differences, ...(answer.crossCheck?.differences ?? [])]
  for (const { subject, figure, redline, chain } of listed.slice(0, LISTED))
    output.out(`  ${figure} of ${subject}: Redline ${redline}, chain ${chain}`)
  if (listed.length > LISTED) output.out(`  and ${listed.length - LISTED} more; --json lists all`)
  output.out(answer.equal ? '  Equal to the last wei.' : '  DIFFERENT.')
}
