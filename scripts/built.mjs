import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Written by the build: a digest of everything that went into dist/. */
export const STAMP = 'dist/.redline-build'

/** What the build reads: the settings by content, the folders by name, size and time. */
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json']
const FOLDERS = ['src', 'abis', 'config']

/** The built program, as package.json names it. */
export function mainFile(root) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).bin.redline
}

/** Whether dist/ was built from the sources, settings and packages that are here now. */
export function built(root) {
  const stamp = join(root, STAMP)
  return (
    existsSync(join(root, mainFile(root))) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === digestOfInputs(root)
  )
}

/** As `make` looks at files: a few milliseconds for a thousand of them. */
export function digestOfInputs(root) {
  const hash = createHash('sha256')
  for (const name of SETTINGS.filter((setting) => existsSync(join(root, setting))))
    hash.update(`${name} ${readFileSync(join(root, name), 'utf8')}\n`)
  for (const name of FOLDERS.flatMap((folder) => filesIn(root, folder))) {
    const { size, mtimeMs } = statSync(join(root, name))
    hash.update(`${name} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/** Every file below a folder, relative to the root, in a fixed order; without tests, which are not built. */
export function filesIn(root, folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(test|bench)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(join(root, '/').length))
    .sort()
}
