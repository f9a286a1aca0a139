import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** A process that runs now. `started` tells it from a later one with the same id; absent where the system hides it. */
export type RunningProcess = { readonly pid: number; readonly started: string | undefined }

/** The process with this id, or nothing when there is none or only its corpse. */
export async function runningProcess(pid: number): Promise<RunningProcess | undefined> {
  if (!exists(pid)) return undefined
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (stat === undefined) return exists(pid) ? { pid, started: await startedByPs(pid) } : undefined
  // The name in parentheses may hold anything; the fields after it are state (3rd) … start in ticks since boot (22nd).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state] = fields
  if (state === 'Z' || state === 'X') return undefined
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  return { pid, started: `${boot.trim()}/${fields[19]}` }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process refuses the signal, and exists.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function startedByPs(pid: number): Promise<string | undefined> {
  const answer = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined)
  const started = answer?.stdout.trim()
  return started === '' ? undefined : started
}
