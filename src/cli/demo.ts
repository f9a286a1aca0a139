import type { Command } from 'commander'
import { demoDocument } from './demo/document.ts'
import { DemoError, patienceOf } from './demo/patience.ts'
import { type Telling, tellFall, tellTrials } from './demo/story.ts'
import { reportVerdict, verdictOn } from './demo/verdict.ts'
import type { RunningDevnet } from './devnet-port.ts'
import { type Output, printJson } from './output.ts'
import type { CliPorts } from './ports.ts'
import { wholeNumber } from './whole-number.ts'

type Options = {
  readonly once?: true
  readonly json?: true
  readonly borrowers: string
  readonly seed: string
  readonly every: string
}

/** `redline demo`: the promise, kept on a local chain. Answers true when every figure was confirmed by the chain. */
export function demoCommand(program: Command, ports: CliPorts, ended: (confirmed: boolean) => void): void {
  program
    .command('demo')
    .option('--once', 'play the recorded fall, print the summary and exit')
    .option('--borrowers <n>', 'accounts with debt', '400')
    .option('--seed <n>', 'the same seed gives the same chain', '1')
    .option('--every <hours>', 'hours of the path a step', '12')
    .option('--json', 'one JSON document at the end instead of text')
    .summary('the fall of BTC through $88,000 on a local chain, every figure checked against it')
    .description(
      'Starts a local chain with real Aave contracts and two Compound III markets, says what lower BTC prices do to every borrower, lets the chain do it, starts the service on it and plays the recorded fall with a full comparison at each step.',
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
        await onChain(devnet, everyHours, options, ports, ended)
      } catch (error) {
        if (!(error instanceof DemoError) || error.code !== 'demo_interrupted') throw error
        ports.output.err(error.message)
        ended(false)
      } finally {
        await devnet.stop()
      }
    })
}

async function onChain(
  devnet: RunningDevnet,
  everyHours: number,
  { once, json }: Pick<Options, 'once' | 'json'>,
  ports: CliPorts,
  ended: (confirmed: boolean) => void,
): Promise<void> {
  const telling: Telling = {
    output: json ? silent(ports.output) : ports.output,
    devnet,
    patience: patienceOf(ports),
  }
  const played = devnet.play({ everyHours })
  await telling.patience.goOn()
  const trials = await tellTrials(telling, played)
  const service = await ports.demoService(devnet.configFile)
  try {
    ports.output.err(`Redline follows the chain and answers at ${service.url}.`)
    const fall = await tellFall(telling, played, service)
    const verdict = verdictOn(trials, fall)
    reportVerdict(telling.output, verdict)
    if (json) printJson(ports.output, demoDocument(trials, fall, verdict))
    ended(verdict.confirmed)
    if (once) return
    for (const line of invitation(devnet, service.url)) ports.output.err(line)
    await ports.interrupted(Number.POSITIVE_INFINITY)
  } finally {
    await service.stop()
  }
}

/** What to try while chain and service stay up. */
const invitation = ({ rpcUrl, configFile }: RunningDevnet, url: string): readonly string[] => [
  '',
  `Redline at ${url} and the chain at ${rpcUrl} stay up until Ctrl-C. Try:`,
  `  ${url}/docs in a browser: every question it answers`,
  `  curl '${url}/v1/risk/totals?btcPrice=60000&scenario=correlated'`,
  `  curl '${url}/v1/positions?sort=healthFactor&limit=5'`,
  `  curl '${url}/v1/liquidations?limit=5'`,
  `  npm run -s redline -- risk --config ${configFile}`,
]

const silent = (output: Output): Output => ({ ...output, out: () => {} })
