// npm run build: compiles to dist/ and takes along the files that are not TypeScript (contracts, data, pages).
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digestOfInputs, filesIn, mainFile, STAMP } from './built.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const tsc = join(root, 'node_modules/typescript/bin/tsc')

// The digest is taken first: a source that is saved while the compiler runs makes the next build look again.
const digest = digestOfInputs(root)
// From nothing: what an earlier build or other packages left behind must not decide what this one contains.
rmSync(join(root, 'dist'), { recursive: true, force: true })

const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
})
if (status !== 0) process.exit(status ?? 1)

// dist/ is laid out as the repository is, from src/ upwards, so that a path relative to a module means the same in
// both: `../../config/x.json` is found from dist/src/a/ as from src/a/.
const built = dirname(mainFile(root))
const targets = [['src', built], ...(built === 'dist' ? [] : [['config', 'dist/config']])]
for (const [from, to] of targets)
  for (const name of filesIn(root, from).filter((file) => !/\.ts$/.test(file))) {
    const target = join(root, to, relative(from, name))
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(root, name), target)
  }
writeFileSync(join(root, STAMP), digest)
