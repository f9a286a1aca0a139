import type { Command } from 'commander'
import { printJson } from './output.ts'
import type { CliPorts } from './ports.ts'

/** `redline migrate`: brings the store to this version, which `serve` also does when it starts. */
export function migrateCommand(program: Command, ports: CliPorts): void {
  program
    .command('migrate')
    .option('--json', 'one JSON document instead of text')
    .summary('bring the store to this version')
    .description(
      'Applies what this version changes in the database that DATABASE_URL names, or in REDLINE_DATA_DIR.',
    )
    .action(async ({ json }: { readonly json?: true }) => {
      const applied = await ports.migrate()
      if (json) return printJson(ports.output, { applied })
      ports.output.out(
        applied.length === 0 ? 'The store is at this version.' : `Applied: ${applied.join(', ')}.`,
      )
    })
}
