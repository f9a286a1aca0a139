import { setTimeout as sleep } from 'node:timers/promises'
import type { Artifacts } from './artifacts.ts'
import { readCache, writeCache } from './cache.ts'
import { takeLock } from './lock.ts'

const POLL_MS = 100
/** After two minutes of waiting the other compilation is given up on, and ours begins. */
const PATIENCE = 1_200

/**
 * What `file` holds; otherwise what `compile` answers, which is then put there. While another process compiles
 * for the same file this one waits for it. A folder that cannot be written costs the cache, not the answer.
 */
export async function compileOnce(
  file: string,
  onProgress: ((message: string) => void) | undefined,
  compile: () => Promise<Artifacts>,
): Promise<Artifacts> {
  for (let round = 0; ; round++) {
    const cached = await readCache(file)
    if (cached !== undefined) return cached
    const lock = await takeLock(`${file}.lock`)
    if (lock === 'held' && round < PATIENCE) {
      if (round === 0) onProgress?.('waiting for another process that compiles the contracts')
      await sleep(POLL_MS)
      continue
    }
    try {
      // The other process may have finished between our look at the file and our lock.
      const late = await readCache(file)
      if (late !== undefined) return late
      onProgress?.('compiling the contracts of the local chain (once, some ten seconds)')
      const artifacts = await compile()
      await writeCache(file, artifacts).catch((error: unknown) =>
        onProgress?.(`the compiled contracts cannot be kept: ${String(error)}`),
      )
      onProgress?.('contracts compiled')
      return artifacts
    } finally {
      if (typeof lock === 'object') await lock.release()
    }
  }
}
