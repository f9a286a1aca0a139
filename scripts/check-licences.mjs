// npm run licences: what package-lock.json would install may be used, is pinned, and cannot have been swapped.
//
//   node scripts/check-licences.mjs [--root FOLDER]
//
// One line for each fault and exit code 1; one line and 0 when all is well. Needs nothing but Node.js.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ALLOWED = new Set(
  'MIT MIT-0 ISC 0BSD BSD-2-Clause BSD-3-Clause Apache-2.0 Unlicense CC0-1.0 BlueOak-1.0.0 MPL-2.0 Python-2.0'.split(
    ' ',
  ),
)

/** Packages under other terms: development only, each with the reason that makes it possible. */
const EXCEPTIONS = {
  '@aave-dao/aave-v3-origin': {
    licence: 'BUSL1.1',
    reason:
      'contract sources, compiled on this machine for a local test chain and never redistributed (ADR 0002)',
  },
}

const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies']
const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/

const flag = process.argv.indexOf('--root')
const root = flag < 0 ? dirname(dirname(fileURLToPath(import.meta.url))) : process.argv[flag + 1]
const manifest = readJson('package.json')
const { packages } = readJson('package-lock.json')
const entries = Object.entries(packages).filter(([path, entry]) => path !== '' && entry.link !== true)

const faults = [...manifestFaults(), ...entries.flatMap(([path, entry]) => entryFaults(path, entry))]
for (const fault of faults) console.log(fault)
if (faults.length > 0) process.exit(1)
const absent = entries.flatMap(([path, entry]) => absentOptional(path, entry)).length
console.log(
  `${entries.length} packages: licences allowed, versions pinned, hashes present` +
    (absent > 0 ? `; ${absent} optional ones of other platforms are not in the lock file.` : '.'),
)

function manifestFaults() {
  const locked = packages[''] ?? {}
  return GROUPS.flatMap((group) => {
    const wanted = manifest[group] ?? {}
    const names = new Set([...Object.keys(wanted), ...Object.keys(locked[group] ?? {})])
    return [...names].flatMap((name) => {
      const version = wanted[name]
      if (version !== locked[group]?.[name])
        return [`${name}: package.json and package-lock.json differ in ${group}`]
      if (!EXACT.test(version)) return [`${name}: "${version}" in ${group} is not an exact version`]
      const entry = packages[`node_modules/${name}`]
      if (entry === undefined)
        return group === 'optionalDependencies' ? [] : [`${name}: is not in package-lock.json`]
      return entry.version === version
        ? []
        : [`${name}: locked to ${entry.version}, but package.json says ${version}`]
    })
  })
}

function entryFaults(path, entry) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const label = `${name}@${entry.version}`
  const faults = []
  if (!/^sha512-[\w+/]{86}==/.test(entry.integrity ?? ''))
    faults.push(`${label}: has no sha512 hash in the lock file`)
  if (entry.resolved !== undefined && !entry.resolved.startsWith('https://'))
    faults.push(`${label}: comes from ${entry.resolved.split(':')[0]}, not from a registry over https`)
  if (!entry.dev && entry.hasInstallScript) faults.push(`${label}: runs a script when it is installed`)

  const installed = existsSync(join(root, path, 'package.json'))
    ? readJson(join(path, 'package.json'))
    : undefined
  if (installed !== undefined && installed.version !== entry.version)
    faults.push(`${label}: node_modules holds ${installed.version}`)
  const licence = licenceOf(installed) ?? licenceOf(entry)
  const exception = EXCEPTIONS[name]
  if (exception !== undefined && exception.licence === licence) {
    if (!entry.dev) faults.push(`${label}: ${licence} is allowed in development only: ${exception.reason}`)
  } else if (licence === undefined) faults.push(`${label}: states no licence`)
  else if (!allows(licence)) faults.push(`${label}: ${licence} is not an allowed licence`)
  return faults
}

/** The SPDX expression of a package; the two old forms are still met. */
function licenceOf(description) {
  const { license, licenses } = description ?? {}
  if (typeof license === 'string' && license !== '') return license
  if (typeof license?.type === 'string') return license.type
  if (Array.isArray(licenses) && licenses.length > 0)
    return licenses.map((each) => each.type ?? each).join(' OR ')
  return undefined
}

/** Whether an SPDX expression can be met with allowed licences: OR by either side, AND by both, brackets first. */
function allows(expression) {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? []
  const either = () => {
    let met = both()
    while (tokens[0] === 'OR' && tokens.shift()) met = both() || met
    return met
  }
  const both = () => {
    let met = one()
    while (tokens[0] === 'AND' && tokens.shift()) met = one() && met
    return met
  }
  const one = () => {
    const token = tokens.shift()
    if (token !== '(') return ALLOWED.has(token)
    const met = either()
    return tokens.shift() === ')' && met
  }
  return either() && tokens.length === 0
}

function absentOptional(path, entry) {
  return Object.keys(entry.optionalDependencies ?? {}).filter(
    (name) =>
      packages[`node_modules/${name}`] === undefined &&
      packages[`${path}/node_modules/${name}`] === undefined,
  )
}

function readJson(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8'))
}
