import type { Command } from 'commander'
import type { Finding } from '../pipeline/doctor/finding.ts'
import { printJson } from './output.ts'
import type { CliPorts } from './ports.ts'
import { type ConfigOptions, configured } from './scope.ts'

const MARKS = { ok: 'ok  ', warning: 'warn', failed: 'FAIL' } as const

/** `redline doctor`: looks at everything that a run depends on. Answers true when nothing failed. */
export function doctorCommand(program: Command, ports: CliPorts, ended: (healthy: boolean) => void): void {
  configured(program.command('doctor'))
    .summary('examine Node.js, the store, every provider and every market address')
    .description('Examines everything that a run depends on, and says for each fault what to do.')
    .action(async (options: ConfigOptions) => {
      const findings = await ports.examine(options)
      const counted = count(findings)
      if (options.json) printJson(ports.output, { ...counted, findings })
      else {
        for (const finding of findings) print(ports, finding)
        ports.output.out(`${counted.ok} in order, ${counted.warning} warnings, ${counted.failed} failed`)
      }
      ended(counted.failed === 0)
    })
}

function print({ output }: CliPorts, { subject, verdict, found, remedy, code }: Finding): void {
  output.out(`${MARKS[verdict]}  ${subject}: ${found}`)
  if (remedy !== undefined) output.out(`      ${remedy}${code === undefined ? '' : ` [${code}]`}`)
}

const count = (findings: readonly Finding[]) => ({
  ok: findings.filter(({ verdict }) => verdict === 'ok').length,
  warning: findings.filter(({ verdict }) => verdict === 'warning').length,
  failed: findings.filter(({ verdict }) => verdict === 'failed').length,
})
