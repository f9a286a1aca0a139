import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { GUARD_SCRIPT, guard } from './anvil-guard.ts'

const sleeper = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
const alive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe.skipIf(process.platform === 'win32')('guard', () => {
  it('behaviour: a process that is killed without warning takes the guarded one and its folder along', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'redline-guard-'))
    await writeFile(join(folder, 'state'), 'x')
    // The owner does what guard() does, in a process that can be killed: this one has to stay.
    const owner = spawn(
      process.execPath,
      [
        '-e',
        `const { spawn } = require('node:child_process')
         const stdio = ['ignore', 'inherit', 'ignore']
         const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio })
         const args = ['-c', process.argv[1], 'guard', String(child.pid), process.argv[2]]
         spawn('/bin/sh', args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
         console.log(child.pid)`,
        GUARD_SCRIPT,
        folder,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [line] = await once(owner.stdout, 'data')
    const pid = Number(String(line))
    expect(alive(pid)).toBe(true)
    owner.kill('SIGKILL')
    // Both hold the pipe: it closes when both are gone. Asking for the number would also find the dead.
    await once(owner, 'close')
    await vi.waitUntil(() => !existsSync(folder), { timeout: 20_000 })
  }, 30_000)

  it('behaviour: once released it leaves the process alone, and nothing stays registered', async () => {
    const before = process.listenerCount('exit')
    const child = sleeper()
    const watch = guard(child.pid ?? 0, undefined)
    expect(process.listenerCount('exit')).toBe(before + 1)
    watch.release()
    expect(process.listenerCount('exit')).toBe(before)
    expect(alive(child.pid ?? 0)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
})
