// npm run bench -- [--small] [--positions N] [--json FILE]: measures on the build, as it is used, and not on sources.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { built } from './built.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const run = (...args) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

if (!built(root)) run('scripts/build.mjs')
run(join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.bench.json')
run(join(root, 'dist/test/bench/main.js'), ...process.argv.slice(2))
