import { createHash, randomBytes } from 'node:crypto'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { printJson } from './output.ts'
import type { CliPorts } from './ports.ts'

type Options = { readonly role: 'read' | 'operate'; readonly json?: true }

/** `redline keys create`: makes a key of the API. Nothing is stored: the service is told its hash by the environment. */
export function keysCommand(program: Command, { output }: Pick<CliPorts, 'output'>): void {
  const keys = program.command('keys').summary('keys of the API')
  keys
    .command('create')
    .argument('<name>', 'whose key it is: letters, digits, - and _', keyName)
    .addOption(
      new Option('--role <role>', 'read: ask; operate: also change what the service does')
        .choices(['read', 'operate'])
        .makeOptionMandatory(),
    )
    .option('--json', 'one JSON document instead of text')
    .summary('make a key, show it once, and show what to put into REDLINE_API_KEYS')
    .description(
      'Makes a random key and shows it this once; only its SHA-256 goes into the environment of the service, which reads it when it starts.',
    )
    .action((name: string, { role, json }: Options) => {
      const key = randomBytes(32).toString('base64url')
      const entry = `${name}:${role}:${createHash('sha256').update(key).digest('hex')}`
      if (json) return printJson(output, { name, role, key, entry })
      output.out(`The key of ${name} (${role}), shown this once; requests send it:`)
      output.out(`  Authorization: Bearer ${key}`)
      output.out(
        'Add to REDLINE_API_KEYS, after a comma where there are others, and start the service again:',
      )
      output.out(`  ${entry}`)
    })
}

function keyName(text: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(text)) return text
  throw new InvalidArgumentError('Letters, digits, - and _, at most 64 of them.')
}
