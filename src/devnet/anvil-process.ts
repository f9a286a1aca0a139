import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import { RedlineError } from '../core/errors.ts'

export type AnvilProcess = ChildProcessByStdio<null, Readable, Readable>

/**
 * The port that a fresh anvil says it listens on. Reading it from the program itself, started with port 0,
 * leaves no moment in which another process could take a port that was chosen before.
 * @throws AnvilStartError `anvil_port_taken`, `anvil_died` with what it wrote last, `anvil_silent` after `patienceMs`.
 */
export async function listeningPort(child: AnvilProcess, patienceMs: number): Promise<number> {
  let stdout = ''
  let stderr = ''
  let timer: NodeJS.Timeout | undefined
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2_000)
  })
  try {
    return await new Promise<number>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout = (stdout + text).slice(-2_000)
        const port = /Listening on \S+:(\d+)/.exec(stdout)?.[1]
        if (port !== undefined) resolve(Number(port))
      })
      child.once('error', (cause) => reject(diedError(String(cause), cause)))
      child.once('close', (code) => reject(startError(code, `${stdout}\n${stderr}`.trim())))
      timer = setTimeout(() => reject(silentError(patienceMs)), patienceMs)
    })
  } finally {
    clearTimeout(timer)
    // From here on the streams only have to be emptied, or the child would block when they are full.
    child.stdout.removeAllListeners('data').resume()
    child.stderr.removeAllListeners('data').resume()
  }
}

function startError(code: number | null, tail: string): AnvilStartError {
  return /address already in use/i.test(tail)
    ? new AnvilStartError({
        code: 'anvil_port_taken',
        happened: 'The local chain could not start: its port is in use.',
        remedy: 'Leave the port out to get a free one, or end the program that uses it.',
        context: { tail },
      })
    : diedError(`exit code ${code}: ${tail}`)
}

function diedError(reason: string, cause?: unknown): AnvilStartError {
  return new AnvilStartError({
    code: 'anvil_died',
    happened: `The local chain ended while starting: ${reason}.`,
    remedy: 'Correct what it complains about, or reinstall it with "npm ci".',
    context: { reason },
    cause,
  })
}

function silentError(patienceMs: number): AnvilStartError {
  return new AnvilStartError({
    code: 'anvil_silent',
    happened: `The local chain did not come up within ${patienceMs} ms.`,
    remedy: 'The machine is probably overloaded: try again when it has time.',
    context: { patienceMs },
    retryable: true,
  })
}

/** The local chain's process did not come up. */
export class AnvilStartError extends RedlineError {
  override readonly name = 'AnvilStartError'
}
