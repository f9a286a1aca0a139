import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Written after an install: the lock file, and what npm noted down about the folder, as they were then. */
const STAMP = 'node_modules/.redline-lock'
/** npm's own record of what it put into node_modules. */
const RECORD = 'node_modules/.package-lock.json'

/**
 * Whether node_modules holds what package-lock.json asks for. An install that was made by hand counts, so that
 * nobody's folder is replaced under a running command; packages that npm may skip (optional ones) may be missing.
 */
export function installed(root) {
  const lock = read(root, 'package-lock.json')
  const record = read(root, RECORD)
  if (lock === undefined || record === undefined) return false
  if (read(root, STAMP) === stampOf(lock, record)) return true
  if (!agrees(lock, record)) return false
  remember(root)
  return true
}

/** Notes that node_modules is good for this lock file; any later change by npm makes the note void. */
export function remember(root) {
  const lock = read(root, 'package-lock.json')
  const record = read(root, RECORD)
  if (lock !== undefined && record !== undefined) writeFileSync(join(root, STAMP), stampOf(lock, record))
}

/**
 * The npm command that installs what the lock file says, and changes no file outside node_modules. `npm ci` refuses
 * a lock file in which optional packages of other platforms are absent, as a registry mirror for one platform
 * leaves them; `npm install` takes the same versions, checked by the same hashes, and fetches the absent ones by
 * the exact versions that their parents name.
 */
export function installCommand(root) {
  const { packages } = JSON.parse(read(root, 'package-lock.json') ?? '{"packages":{}}')
  const complete = Object.keys(packages).every((path) =>
    Object.keys(packages[path].optionalDependencies ?? {}).every(
      (name) => packages[`node_modules/${name}`] ?? packages[`${path}/node_modules/${name}`],
    ),
  )
  return complete ? ['ci'] : ['install', '--no-save']
}

function agrees(lock, record) {
  try {
    const wanted = JSON.parse(lock).packages
    const found = JSON.parse(record).packages
    return Object.keys(wanted)
      .filter((path) => path !== '')
      .every((path) =>
        found[path] === undefined
          ? wanted[path].optional === true
          : found[path].version === wanted[path].version && found[path].integrity === wanted[path].integrity,
      )
  } catch {
    // A record that cannot be read proves nothing; installing again is the safe answer.
    return false
  }
}

function stampOf(lock, record) {
  return createHash('sha256').update(lock).update('\n').update(record).digest('hex')
}

function read(root, file) {
  try {
    return readFileSync(join(root, file), 'utf8')
  } catch {
    return undefined
  }
}
