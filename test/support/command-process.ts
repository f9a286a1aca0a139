import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url))

/** The built program in a process of its own. */
export type CommandProcess = {
  readonly pid: number
  /** Resolves with what stderr says as soon as that fits; fails when the process ends before. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>
  /** Waits for the end. */
  readonly ended: () => Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
  readonly signal: (name: NodeJS.Signals) => void
}

/** Starts a command with these variables and no other of Redline's. */
export function commandProcess(
  argv: readonly string[],
  variables: Readonly<Record<string, string>>,
): CommandProcess {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...argv], {
    env: { PATH: process.env['PATH'] ?? '', ...variables },
  })
  const said = { out: '', err: '' }
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  for (const [stream, name] of [
    [child.stdout, 'out'],
    [child.stderr, 'err'],
  ] as const)
    stream?.on('data', (text: Buffer) => {
      said[name] += text.toString()
      tell()
    })
  const closed = once(child, 'close').then(tell)
  if (child.pid === undefined) throw new Error('the process did not start')
  return {
    pid: child.pid,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(said.err)
          if (found !== null) resolve(found)
          else if (child.exitCode !== null || child.signalCode !== null)
            reject(new Error(`ended without saying ${pattern}: ${said.err}`))
          else return
          listeners.delete(look)
        }
        listeners.add(look)
        look()
      }),
    ended: async () => {
      await closed
      return { code: child.exitCode, ...said }
    },
    signal: (name) => void child.kill(name),
  }
}
