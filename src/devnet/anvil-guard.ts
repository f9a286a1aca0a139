import { spawn } from 'node:child_process'

/** Stops watching; the guarded process is then nobody's concern but its owner's. */
export type Guard = { readonly release: () => void }

/**
 * What the guarding shell runs, with the process and its folder as arguments. The folder waits two seconds at
 * most for the process to be gone, or it might be written again; a dead process that nobody collects looks
 * alive for longer.
 */
export const GUARD_SCRIPT = `
read -r _
tries=0
while kill -9 "$1" 2>/dev/null && [ $tries -lt 20 ]; do tries=$((tries + 1)); sleep 0.1; done
[ -z "$2" ] || rm -rf -- "$2"`

/**
 * Makes sure that a process ends with this one, however this one ends, `kill -9` included, and that its
 * temporary folder goes with it. A shell waits on a pipe that only we hold open: when we are gone the pipe
 * closes and the shell does its one job. Windows has no such shell; there an orderly exit is covered and a
 * crash is not.
 */
export function guard(pid: number, folder: string | undefined): Guard {
  const killNow = () => {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It is gone already, which is what was wanted.
    }
  }
  process.once('exit', killNow)
  if (process.platform === 'win32') return { release: () => process.off('exit', killNow) }
  // Detached, so that Ctrl-C in a terminal ends us and not the guard.
  const shell = spawn('/bin/sh', ['-c', GUARD_SCRIPT, 'guard', String(pid), folder ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  // Without a shell there is still the exit handler above.
  shell.on('error', () => undefined)
  shell.stdin?.on('error', () => undefined)
  shell.unref()
  return {
    release: () => {
      process.off('exit', killNow)
      shell.kill('SIGKILL')
    },
  }
}
