import { createHash } from 'node:crypto'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { keysCommand } from './keys.ts'

function create(...argv: readonly string[]): readonly string[] {
  const lines: string[] = []
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
  const output = { out: (text: string) => lines.push(text), err: () => undefined, interactive: false }
  keysCommand(program, { output })
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) command.exitOverride()
  program.parse(['keys', 'create', ...argv], { from: 'user' })
  return lines
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('keys create', () => {
  it('behaviour: the entry holds name, role and the hash of the key that is shown, never the key', () => {
    const [document = ''] = create('desk-1', '--role', 'operate', '--json')
    const { key, ...rest }: Record<string, string> = JSON.parse(document)
    expect(rest).toEqual({ name: 'desk-1', role: 'operate', entry: `desk-1:operate:${sha256(key!)}` })
    expect(Buffer.from(key!, 'base64url')).toHaveLength(32)
    expect(create('desk-1', '--role', 'operate', '--json')).not.toEqual([document])
  })

  it('behaviour: a person reads the header to send and the entry to add', () => {
    const lines = create('desk', '--role', 'read')
    const key = /Bearer (\S+)/.exec(lines.join('\n'))?.[1] ?? ''
    expect(lines.at(-1)?.trim()).toBe(`desk:read:${sha256(key)}`)
  })

  it.each([[['desk']], [['--role', 'read']], [['desk', '--role', 'admin']], [['a:b', '--role', 'read']]])(
    'error: wrong usage %j',
    (argv) => {
      expect(() => create(...argv)).toThrow(expect.objectContaining({ exitCode: 1 }))
    },
  )
})
