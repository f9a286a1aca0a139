// From a fresh clone to a running command with nothing but Node.js:
//
//   node scripts/bootstrap.mjs install|demo|test|redline [arguments]
//
// Installs the packages of package-lock.json when node_modules does not hold them, builds dist/ when src/ is newer,
// and then becomes the command: that is loaded into this very process, so its exit code, its signals and its terminal
// need no passing on. Says nothing on stdout, which belongs to the command.
//
// The syntax and the imports are old on purpose: a Node.js that is too old must be able to read this file, to
// print that it is too old.
import { spawnSync } from 'child_process'
import { existsSync } from 'fs'
import { dirname, join } from 'path'
import { fileURLToPath, pathToFileURL } from 'url'

const MINIMUM = [20, 19]
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const COMMANDS = {
  install: { build: false, args: [] },
  demo: { build: true, args: ['demo'] },
  redline: { build: true, args: [] },
  test: { build: false, file: 'node_modules/vitest/vitest.mjs', args: ['run', '--root', root] },
}

function say(line) {
  process.stderr.write(`${line}\n`)
}

function fail(line) {
  say(line)
  process.exit(1)
}

function checkNode() {
  const found = process.versions.node.split('.').map(Number)
  if (found[0] > MINIMUM[0] || (found[0] === MINIMUM[0] && found[1] >= MINIMUM[1])) return
  fail(
    `Redline needs Node.js ${MINIMUM.join('.')} or newer; this is ${process.versions.node}.\n` +
      'Install a current version from https://nodejs.org (or: nvm install 24) and run the command again.',
  )
}

// Everything is spawned as `node file`, because npm.cmd cannot be spawned without a shell on Windows.
function npmFile() {
  const candidates = [
    process.env.npm_execpath,
    join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
  ]
  return candidates.filter((file) => file && /npm-cli\.c?js$/.test(file) && existsSync(file))[0]
}

function install(packages) {
  if (packages.installed(root)) return
  const command = packages.installCommand(root)
  say(`Installing packages (npm ${command.join(' ')}) …`)
  // A production environment would leave out the compiler and the test runner.
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const args = command.concat(flags)
  const file = npmFile()
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26 }
  const result = file
    ? spawnSync(process.execPath, [file].concat(args), options)
    : spawnSync('npm', args, Object.assign({ shell: process.platform === 'win32' }, options))
  if (result.error)
    fail(`npm could not be started (${result.error.message}). Install npm and run the command again.`)
  if (result.signal) process.kill(process.pid, result.signal)
  if (result.status !== 0) fail(result.stdout + result.stderr + adviceFor(result.stderr))
  packages.remember(root)
}

function adviceFor(output) {
  const again = 'and run the command again.'
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(output))
    return `The package registry cannot be reached. Connect to the network, or name a mirror (npm config set registry URL), ${again}`
  if (/EACCES|EPERM|EROFS/.test(output))
    return `The folder ${root} cannot be written. Make it writable for this user ${again}`
  if (/ENOSPC/.test(output)) return `The disk is full. Free about 1 GB ${again}`
  return 'npm failed; its output is above. Run it by hand to look closer: npm install'
}

function build(builder) {
  if (builder.built(root)) return
  say('Building …')
  const result = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (result.signal) process.kill(process.pid, result.signal)
  if (result.status !== 0) fail('The build failed; the compiler’s messages are above.')
}

function main() {
  checkNode()
  const command = Object.prototype.hasOwnProperty.call(COMMANDS, process.argv[2]) && COMMANDS[process.argv[2]]
  if (!command) {
    say('Usage: node scripts/bootstrap.mjs install|demo|test|redline [arguments]')
    process.exit(2)
  }
  // The other two scripts may be written for a current Node.js, so they are loaded only now.
  return Promise.all([import('./installed.mjs'), import('./built.mjs')]).then((modules) => {
    install(modules[0])
    if (command.build) build(modules[1])
    if (process.argv[2] === 'install') return undefined
    const file = join(root, command.file || modules[1].mainFile(root))
    process.argv = [process.argv[0], file].concat(command.args, process.argv.slice(3))
    return import(pathToFileURL(file).href)
  })
}

void main()
