import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Builds dist/ before the first test when it is older than the sources: threads and processes run what was built, since
 * plain Node does not read TypeScript.
 */
export function setup(): void {
  const check = `import { built } from './scripts/built.mjs'; process.exit(built('${ROOT}') ? 0 : 1)`
  const isBuilt =
    spawnSync(process.execPath, ['--input-type=module', '--eval', check], { cwd: ROOT }).status === 0
  if (isBuilt) return
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) throw new Error('the build failed')
}
