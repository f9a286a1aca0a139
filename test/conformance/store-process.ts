import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** A process with its own store; `line` waits for something it says. */
export type StoreProcess = {
  readonly pid: number
  readonly line: (pattern: RegExp) => Promise<RegExpExecArray>
  readonly said: readonly string[]
  /** `kill -9`; resolves when the process is gone. */
  readonly kill: () => Promise<void>
  /** Asks it to close its store and waits for its end. */
  readonly end: () => Promise<void>
}

/** Compiles the store as the build does, so that plain Node can run it in processes of their own. */
export async function compileStore(): Promise<{
  readonly run: (dataDir: string, task: 'hold' | 'commit') => StoreProcess
  readonly remove: () => Promise<void>
}> {
  await mkdir(join(ROOT, '.cache'), { recursive: true })
  const out = await mkdtemp(join(ROOT, '.cache/store-test-'))
  const config = join(out, 'tsconfig.json')
  await writeFile(
    config,
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.build.json'),
      compilerOptions: { rootDir: ROOT, outDir: out, incremental: false, tsBuildInfoFile: null },
      files: [join(ROOT, CHILD)],
      include: [],
    }),
  )
  await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', config])
  await cp(join(ROOT, WORKER), join(out, WORKER))
  return {
    run: (dataDir, task) =>
      follow(spawn(process.execPath, [join(out, CHILD.replace('.ts', '.js')), dataDir, task])),
    remove: () => rm(out, { recursive: true }),
  }
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CHILD = 'test/conformance/store-child.ts'
const WORKER = 'src/store/pglite-worker.mjs'

function follow(child: ChildProcess): StoreProcess {
  const said: string[] = []
  const listeners = new Set<() => void>()
  let errors = ''
  let isGone = false
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  if (child.stdout === null || child.pid === undefined) throw new Error('the process did not start')
  createInterface(child.stdout).on('line', (line) => {
    said.push(line)
    tell()
  })
  child.stderr?.on('data', (text: Buffer) => {
    errors += text.toString()
  })
  const closed = once(child, 'close').then(() => {
    isGone = true
    tell()
  })
  return {
    pid: child.pid,
    said,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = said.map((line) => pattern.exec(line)).find((match) => match !== null)
          if (!found && !isGone) return
          listeners.delete(look)
          if (found) resolve(found)
          else reject(new Error(`ended without saying ${pattern}: ${said.join(', ')} ${errors}`))
        }
        listeners.add(look)
        look()
      }),
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
    async end() {
      child.stdin?.end()
      await closed
    },
  }
}
