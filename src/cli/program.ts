import { Command, CommanderError } from 'commander'
import { RedlineError } from '../core/errors.ts'
import { bookCommand } from './book.ts'
import { demoCommand } from './demo.ts'
import { devnetCommand } from './devnet.ts'
import { doctorCommand } from './doctor.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { keysCommand } from './keys.ts'
import { migrateCommand } from './migrate.ts'
import type { CliPorts } from './ports.ts'
import { positionCommand } from './position.ts'
import { riskCommand } from './risk.ts'
import { serveCommand } from './serve.ts'
import { verifyCommand } from './verify.ts'

/** Runs one command line to its end. Never throws: whatever happens becomes a message and an exit code. */
export async function runProgram(argv: readonly string[], version: string, ports: CliPorts): Promise<number> {
  let code: number = EXIT.done
  const json = argv.includes('--json')
  const program = new Command('redline')
    .description('Liquidation monitor: exact health factors of every borrower, read from the chain.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('See redline --help.')
    .configureOutput({
      writeOut: (text) => ports.output.out(text.trimEnd()),
      // With --json the same is said once, as a document, when the command has ended.
      writeErr: (text) => {
        if (!json) ports.output.err(text.trimEnd())
      },
    })
  serveCommand(program, ports)
  positionCommand(program, ports)
  riskCommand(program, ports)
  verifyCommand(program, ports, (equal) => {
    if (!equal) code = EXIT.different
  })
  bookCommand(program, ports, version)
  doctorCommand(program, ports, (healthy) => {
    if (!healthy) code = EXIT.failed
  })
  migrateCommand(program, ports)
  keysCommand(program, ports)
  devnetCommand(program, ports)
  demoCommand(program, ports, (confirmed) => {
    if (!confirmed) code = EXIT.failed
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof RedlineError || error instanceof CommanderError)) ports.fault(error)
    return exitCodeOf(error, ports.output, json)
  }
}
