import { type Command, Option } from 'commander'
import { usd } from '../pipeline/answers/money.ts'
import type { DevnetStart, MarketStep } from './devnet-port.ts'
import { printJsonLine } from './output.ts'
import type { CliPorts } from './ports.ts'
import { stepLine } from './step-line.ts'
import { wholeNumber } from './whole-number.ts'

type Options = {
  readonly borrowers: string
  readonly seed: string
  readonly port?: string
  readonly profile: 'demo' | 'archive'
  readonly csv?: string
  readonly every: string
  readonly pause: string
  readonly still?: true
  readonly json?: true
}

const HIGHEST_PORT = 65_535

/** `redline devnet`: a local chain with the real contracts, people on it and a market that moves, until interrupted. */
export function devnetCommand(program: Command, ports: CliPorts): void {
  program
    .command('devnet')
    .option('--borrowers <n>', 'accounts with debt', '400')
    .option('--seed <n>', 'the same seed gives the same chain', '1')
    .option('--port <port>', 'port of the JSON-RPC server; default: a free one')
    .addOption(
      new Option('--profile <name>', 'how much history is kept').choices(['demo', 'archive']).default('demo'),
    )
    .option('--csv <file>', 'hourly prices to play instead of the recorded ones: columns time and close')
    .option('--every <hours>', 'hours of the path a step', '1')
    .option('--pause <ms>', 'milliseconds between steps', '1000')
    .option('--still', 'start, seed and wait: nobody acts and no price moves')
    .option('--json', 'one JSON document a line instead of text')
    .summary('a local chain with real Aave contracts, borrowers and a scripted market')
    .description(
      'Starts a local chain, deploys Aave V3.6 and two Compound III markets on it, seeds borrowers and plays a market. Ctrl-C ends it.',
    )
    .action((options: Options) => run(options, ports))
}

async function run(options: Options, ports: CliPorts): Promise<void> {
  const { output } = ports
  const everyHours = wholeNumber('--every', options.every, 1)
  const pause = wholeNumber('--pause', options.pause, 0)
  const devnet = await ports.devnet(startOf(options, output.err))
  try {
    const { rpcUrl, configFile, accounts } = devnet
    if (options.json) printJsonLine(output, { rpcUrl, configFile, accounts })
    else {
      output.out(`Chain at ${rpcUrl} with ${accounts} accounts. Ask it in another terminal:`)
      output.out(`  npm run -s redline -- risk --config ${configFile}`)
    }
    if (!options.still) {
      for await (const step of devnet.play({ everyHours }).steps) {
        if (options.json) printJsonLine(output, stepAnswer(step))
        else output.out(stepLine(step))
        if (await ports.interrupted(pause)) return
      }
      output.err('The path is over; the chain stays up.')
    }
    await ports.interrupted(Number.POSITIVE_INFINITY)
  } finally {
    await devnet.stop()
  }
}

const startOf = (options: Options, onProgress: DevnetStart['onProgress']): DevnetStart => ({
  borrowers: wholeNumber('--borrowers', options.borrowers, 1),
  seed: wholeNumber('--seed', options.seed, 0),
  profile: options.profile,
  ...(options.port === undefined ? {} : { port: wholeNumber('--port', options.port, 1, HIGHEST_PORT) }),
  ...(options.csv === undefined ? {} : { csv: options.csv }),
  onProgress,
})

const stepAnswer = (step: MarketStep) => ({
  ...step,
  btcUsd: usd(step.btcUsd),
  priceBlock: Number(step.priceBlock),
  block: Number(step.block),
})
