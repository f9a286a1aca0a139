import type { Command } from 'commander'
import { baseValue } from '../core/units.ts'
import { usd } from '../pipeline/answers/position.ts'
import { checkMarket } from '../pipeline/check-market.ts'
import { takeSnapshot } from '../pipeline/snapshot.ts'
import { marketTotals } from '../protocols/aave-v3/index.ts'
import { type Confirmation, confirmForecast } from './demo/confirm.ts'
import { stepLine, wholeNumber } from './devnet.ts'
import type { RunningDevnet } from './devnet-port.ts'
import { printTable } from './output.ts'
import type { CliPorts } from './ports.ts'
import { whole } from './words.ts'

type Options = {
  readonly once?: true
  readonly borrowers: string
  readonly seed: string
  readonly every: string
}

/** Prices the forecast is tried at: above the line, at it, below it, and where the recorded path ended. */
const FORECAST_PRICES = [90_000n, 88_000n, 87_500n, 80_000n, 62_000n].map((price) =>
  baseValue(price * 10n ** 8n),
)

/**
 * `redline demo`: the whole promise on a local chain. Answers true when every exact figure was confirmed by the chain.
 */
export function demoCommand(program: Command, ports: CliPorts, ended: (confirmed: boolean) => void): void {
  program
    .command('demo')
    .option('--once', 'play the recorded fall, print the summary and exit')
    .option('--borrowers <n>', 'accounts with debt', '400')
    .option('--seed <n>', 'the same seed gives the same chain', '1')
    .option('--every <hours>', 'hours of the path a step', '6')
    .summary('the fall of BTC through $88,000 on a local chain, every figure checked against it')
    .description(
      'Starts a local chain with real Aave contracts, says what lower BTC prices do to every borrower, lets the chain do it, and plays the recorded fall with a full comparison at each step.',
    )
    .action(async (options: Options) => {
      const everyHours = wholeNumber('--every', options.every, 1)
      const devnet = await ports.devnet({
        borrowers: wholeNumber('--borrowers', options.borrowers, 1),
        seed: wholeNumber('--seed', options.seed, 0),
        profile: 'demo',
        onProgress: ports.output.err,
      })
      try {
        const forecast = await showForecast(ports, devnet)
        const fall = await showFall(ports, devnet, everyHours)
        ended(summary(ports, forecast, fall))
        if (options.once) return
        ports.output.out('')
        ports.output.out(`The chain stays up at ${devnet.rpcUrl} until Ctrl-C. Ask it in another terminal:`)
        ports.output.out(`  npm run redline -- risk --config ${devnet.configFile}`)
        await ports.interrupted(Number.POSITIVE_INFINITY)
      } finally {
        await devnet.stop()
      }
    })
}

async function showForecast({ output }: CliPorts, devnet: RunningDevnet): Promise<readonly Confirmation[]> {
  const { state, coverage } = await takeSnapshot(devnet.open, 'latest', () => {})
  const totals = marketTotals(state)
  const covered = coverage.filter((reserve) => reserve.complete).length
  output.out(
    `Aave V3.6 on a local chain, block ${state.block.number}, BTC at $${whole(usd(await devnet.btcUsd()))}`,
  )
  printTable(output, [
    ['Borrowers', `${totals.borrowing.positions}`],
    ['Collateral, USD', whole(usd(totals.borrowing.collateral))],
    ['Debt, USD', whole(usd(totals.borrowing.debt))],
    ['Reserves whose debts are all known', `${covered} of ${coverage.length}`],
  ])
  output.out('')
  output.out('If BTC fell and everything else stood still: what Redline says, then what the chain does')
  const rows = [['BTC, USD', 'Under 1, said', 'Under 1, chain', 'Liquidations', 'Figures', 'Unequal']]
  const confirmations: Confirmation[] = []
  for (const price of FORECAST_PRICES) {
    const confirmed = await confirmForecast(devnet, state, price)
    confirmations.push(confirmed)
    rows.push([
      whole(usd(price)),
      `${confirmed.predictedUnder}`,
      `${confirmed.underOnChain}`,
      `${confirmed.liquidations}`,
      `${confirmed.figures}`,
      `${confirmed.faults.length}`,
    ])
  }
  printTable(output, rows)
  for (const fault of confirmations.flatMap(({ faults }) => faults).slice(0, 10)) output.out(`  ${fault}`)
  return confirmations
}

type Fall = {
  readonly steps: number
  readonly figures: number
  readonly liquidations: number
  readonly unequal: number
}

async function showFall({ output }: CliPorts, devnet: RunningDevnet, everyHours: number): Promise<Fall> {
  output.out('')
  output.out('The recorded fall, people acting, a bot liquidating; all accounts compared at every step')
  let [steps, figures, liquidations, unequal] = [0, 0, 0, 0]
  for await (const step of devnet.play({ everyHours })) {
    const checked = await checkMarket(devnet.open, step.block, Number.POSITIVE_INFINITY, () => {})
    steps += 1
    figures += checked.verification.figures
    liquidations += step.liquidations
    const faults =
      checked.verification.differences.length + checked.coverage.filter((r) => !r.complete).length
    unequal += faults
    output.out(`  ${stepLine(step)}  ${faults === 0 ? 'equal' : `${faults} UNEQUAL`}`)
  }
  return { steps, figures, liquidations, unequal }
}

function summary({ output }: CliPorts, forecast: readonly Confirmation[], fall: Fall): boolean {
  const predicted = forecast.reduce((sum, { figures }) => sum + figures, 0)
  const wrong = forecast.reduce((sum, { faults }) => sum + faults.length, 0)
  output.out('')
  printTable(output, [
    ['', 'Figures', 'Unequal'],
    [`Forecast at ${forecast.length} prices`, `${predicted}`, `${wrong}`],
    [`Fall of ${fall.steps} steps, ${fall.liquidations} liquidations`, `${fall.figures}`, `${fall.unequal}`],
  ])
  const confirmed = wrong === 0 && fall.unequal === 0 && fall.steps > 0
  output.out(confirmed ? 'Every figure is equal to the chain’s, to the last wei.' : 'NOT CONFIRMED.')
  return confirmed
}
