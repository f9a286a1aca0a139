import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A lock that this process holds. */
export type Lock = { readonly release: () => Promise<void> }

/**
 * Tries once to take the lock file `path`. `held`: a living process has it. `unavailable`: the folder cannot
 * be written. A lock whose process is dead is taken over. The lock saves work and nothing else: should two
 * ever believe to hold it, both compile the same bytes.
 */
export async function takeLock(path: string): Promise<Lock | 'held' | 'unavailable'> {
  const draft = `${path}.${randomUUID()}`
  try {
    await mkdir(dirname(path), { recursive: true })
  } catch {
    return 'unavailable'
  }
  try {
    // Written first and linked then: nobody ever sees a lock without its owner's number in it.
    await writeFile(draft, String(process.pid))
    await link(draft, path)
    return { release: () => rm(path, { force: true }) }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return 'unavailable'
    if (await ownerLives(path)) return 'held'
    await rm(path, { force: true })
    return 'held'
  } finally {
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

async function ownerLives(path: string): Promise<boolean> {
  const owner = Number(await readFile(path, 'utf8').catch(() => ''))
  // The lock went away while we looked: whoever asks again will find out.
  if (owner === 0) return true
  try {
    process.kill(owner, 0)
    return true
  } catch (error) {
    // Somebody else's process answers EPERM, and lives.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
