import type { Output } from './cli/output.ts'
import type { CliPorts } from './cli/ports.ts'
import { runProgram } from './cli/program.ts'
import { bookFiles } from './compose/book-files.ts'
import { demoServicePort } from './compose/demo-service.ts'
import { devnetPort } from './compose/devnet.ts'
import { examine } from './compose/examine.ts'
import { interruption } from './compose/interruption.ts'
import { npmParent } from './compose/npm-parent.ts'
import { type Opening, openMarkets } from './compose/open-markets.ts'
import { riskPort } from './compose/risk-port.ts'
import { runningService } from './compose/running-service.ts'
import { serve } from './compose/serve.ts'
import { migrateStore } from './compose/store-location.ts'
import { terminal } from './compose/terminal.ts'
import { version } from './compose/version.ts'
import { readEnvironment } from './config/env.ts'
import { createLogger } from './telemetry/logger.ts'

/** Wires the parts of a command together and runs it. Answers the exit code; never throws. */
export async function run(argv: readonly string[], output: Output = terminal()): Promise<number> {
  const now = () => Date.now()
  // Read when a command first needs it, so that --help works in a broken environment too.
  const opening = (): Opening => ({ configFile: readEnvironment().config, now })
  const ports: CliPorts = {
    output,
    now,
    open: (scope) => openMarkets(opening(), scope),
    examine: (scope) => examine(opening(), scope, process.versions.node, readEnvironment()),
    devnet: devnetPort({ now, dataDir: () => readEnvironment().dataDir }),
    demoService: demoServicePort({ now, environment: () => readEnvironment(), version: version() }),
    migrate: () => migrateStore(readEnvironment()),
    running: () => runningService(readEnvironment()),
    risk: riskPort(opening),
    bookFiles,
    serve: (scope) =>
      serve(
        { opening: opening(), environment: readEnvironment(), version: version(), say: output.err },
        scope,
      ),
    interrupted: interruption(npmParent()),
    fault: (error) => logTo(output).error({ err: error }, 'unexpected'),
  }
  return runProgram(argv, version(), ports)
}

/** The log of a command goes where its errors go, so that its answer stays alone on the other side. */
const logTo = ({ err }: Output) =>
  createLogger({ level: readEnvironment().logLevel, destination: { write: (line) => err(line.trimEnd()) } })
