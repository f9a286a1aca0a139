import type { Command } from 'commander'
import { baseValue } from '../core/units.ts'
import { usd } from '../pipeline/answers/money.ts'
import { takeSnapshot } from '../pipeline/snapshot.ts'
import { type Confirmation, confirmForecast } from './demo/confirm.ts'
import { playFall } from './demo/fall.ts'
import { reportForecast, reportMarket, reportVerdict } from './demo/report.ts'
import type { RunningDevnet } from './devnet-port.ts'
import { printJson } from './output.ts'
import type { CliPorts } from './ports.ts'
import { stepLine } from './step-line.ts'
import { wholeNumber } from './whole-number.ts'

type Options = {
  readonly once?: true
  readonly json?: true
  readonly borrowers: string
  readonly seed: string
  readonly every: string
}

/** Prices at which a forecast is made: above the line, on it, below it, and near the low of the recorded path. */
const FORECAST_PRICES = [90_000n, 88_000n, 87_500n, 80_000n, 62_000n].map((price) =>
  baseValue(price * 10n ** 8n),
)

/** `redline demo`: the promise, kept on a local chain. Answers true when every figure was confirmed by the chain. */
export function demoCommand(program: Command, ports: CliPorts, ended: (confirmed: boolean) => void): void {
  program
    .command('demo')
    .option('--once', 'play the recorded fall, print the summary and exit')
    .option('--borrowers <n>', 'accounts with debt', '400')
    .option('--seed <n>', 'the same seed gives the same chain', '1')
    .option('--every <hours>', 'hours of the path a step', '6')
    .option('--json', 'one JSON document at the end instead of text')
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
        ended(
          await (options.json
            ? show(silent(ports), devnet, everyHours, ports)
            : show(ports, devnet, everyHours)),
        )
        if (options.once) return
        ports.output.err(`The chain stays up at ${devnet.rpcUrl} until Ctrl-C. Ask it in another terminal:`)
        ports.output.err(`  npm run -s redline -- risk --config ${devnet.configFile}`)
        await ports.interrupted(Number.POSITIVE_INFINITY)
      } finally {
        await devnet.stop()
      }
    })
}

/** Shows forecast and fall; `json` also receives the whole as one document. */
async function show(
  { output }: Pick<CliPorts, 'output'>,
  devnet: RunningDevnet,
  everyHours: number,
  json?: CliPorts,
): Promise<boolean> {
  const snapshot = await takeSnapshot(devnet.open, 'latest', () => {})
  reportMarket(output, snapshot, await devnet.btcUsd())
  const forecast: Confirmation[] = []
  for (const price of FORECAST_PRICES) forecast.push(await confirmForecast(devnet, snapshot.state, price))
  reportForecast(output, forecast)
  output.out('')
  output.out('The recorded fall: people act, a bot liquidates, every account is compared before and after')
  const fall = await playFall(devnet, everyHours, (step, unequal) =>
    output.out(`  ${stepLine(step)}, ${unequal === 0 ? 'equal' : `${unequal} UNEQUAL`}`),
  )
  const complete = snapshot.coverage.every((reserve) => reserve.complete)
  const confirmed =
    complete && fall.unequal === 0 && fall.steps > 0 && forecast.every(({ faults }) => faults.length === 0)
  reportVerdict(output, forecast, fall, confirmed)
  if (json !== undefined)
    printJson(json.output, {
      confirmed,
      forecast: forecast.map(({ btcUsd, ...rest }) => ({ btcUsd: usd(btcUsd), ...rest })),
      fall,
    })
  return confirmed
}

const silent = ({ output }: CliPorts): Pick<CliPorts, 'output'> => ({ output: { ...output, out: () => {} } })
