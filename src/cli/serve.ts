import type { Command } from 'commander'
import type { Scope } from './open-market.ts'
import type { CliPorts } from './ports.ts'
import { located } from './scope.ts'

/**
 * `redline serve`: follows the configured chains into the store, and tells over HTTP how they are doing. It takes no
 * single market: the others would leave the store, since nobody would follow them.
 */
export function serveCommand(program: Command, ports: CliPorts): void {
  located(program.command('serve'))
    .summary('follow the configured chains into the store until interrupted')
    .description(
      'Brings up every market from the chain, or from the store where it stopped, then processes each segment in order: facts, proof of the totals, one transaction. /healthz, /readyz, /v1/status, /metrics and /v1/verify answer meanwhile.',
    )
    .action(async (options: Scope) => {
      const serving = await ports.serve(options)
      try {
        ports.output.err(`Serving at ${serving.url}/v1/status until Ctrl-C.`)
        await ports.interrupted(Number.POSITIVE_INFINITY)
        ports.output.err('Stopping: segments under way are finished first.')
      } finally {
        await serving.stop()
      }
    })
}
