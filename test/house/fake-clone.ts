import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** What a finished command left behind. */
export type Outcome = { readonly status: number | null; readonly stdout: string; readonly stderr: string }

/** A clone of a tiny project with Redline's own scripts, an npm and a compiler that only pretend. */
export type FakeClone = {
  readonly root: string
  /** Writes a file, folders included. */
  readonly write: (name: string, text: string) => void
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>) => ChildProcess
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Outcome>
  readonly remove: () => void
}

const LOCK = { packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } }

/** Answers `npm ci`: fills node_modules as npm would, or fails as npm does without a network. */
const NPM = `
const { cpSync, mkdirSync, writeFileSync } = require('node:fs')
if (process.env.FAKE_NPM === 'offline') { console.error('npm error code ENOTFOUND'); process.exit(1) }
for (const folder of ['vitest', 'typescript/bin']) mkdirSync('node_modules/' + folder, { recursive: true })
cpSync('package-lock.json', 'node_modules/.package-lock.json')
writeFileSync('node_modules/vitest/vitest.mjs', 'console.log(JSON.stringify(process.argv.slice(2)))')
writeFileSync('node_modules/typescript/bin/tsc', \`
  if (process.env.FAKE_TSC === 'fails') process.exit(2)
  const fs = require('node:fs')
  fs.mkdirSync('dist', { recursive: true })
  fs.cpSync('src/main.ts', 'dist/main.js')\`)
`

export const MAIN = 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 3\n'

/** Makes the clone in a temporary folder; the caller removes it. */
export function fakeClone(): FakeClone {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'redline-clone-')))
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  cpSync(join(import.meta.dirname, '../../scripts'), join(root, 'scripts'), { recursive: true })
  write('package.json', '{ "type": "module", "bin": { "redline": "dist/main.js" } }')
  write('package-lock.json', JSON.stringify(LOCK))
  write('npm/package.json', '{ "type": "commonjs" }')
  write('npm/npm-cli.js', NPM)
  write('src/main.ts', MAIN)

  const start: FakeClone['start'] = (args, env = {}) =>
    spawn(process.execPath, [join(root, 'scripts/bootstrap.mjs'), ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'], npm_execpath: join(root, 'npm/npm-cli.js'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const run: FakeClone['run'] = (args, env) => outcomeOf(start(args, env))
  return { root, write, start, run, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** Collects a command's output until it ends. */
export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}
