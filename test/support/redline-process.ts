import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Deployment } from '../../src/devnet/deployment.ts'

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url))

/** A built Redline in a process of its own. */
export type RedlineProcess = {
  /** Where it answers, once it does. */
  readonly url: string
  /** `kill -9`; resolves when it is gone. */
  readonly kill: () => Promise<void>
  /** Asks it to end, as a supervisor does; answers its exit code. */
  readonly end: () => Promise<number | null>
}

/** Writes the config of a local chain beside its data; answers the environment of a process on both. */
export async function redlineEnvironment(
  dataDir: string,
  { chainId, addressesProvider, fromBlock }: Deployment,
  rpcUrls: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, string>>> {
  const market = { id: 'devnet', protocol: 'aave-v3', addressesProvider, fromBlock: Number(fromBlock) }
  const chain = { id: chainId, name: 'devnet', rpcUrls, finality: 64, markets: [market], ...more }
  const file = join(dataDir, 'config.json')
  await writeFile(file, JSON.stringify({ referenceChain: chainId, chains: [chain] }))
  return { REDLINE_CONFIG: file, REDLINE_DATA_DIR: dataDir, REDLINE_PORT: '0', REDLINE_LOG_LEVEL: 'warn' }
}

/** Starts `redline serve`; resolves when it answers. */
export async function startServe(environment: Readonly<Record<string, string>>): Promise<RedlineProcess> {
  const child = launch(['serve'], environment)
  const closed = once(child, 'close') as Promise<[number | null]>
  const said: string[] = []
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream ?? process.stdin }).on('line', (line) => {
        said.push(line)
        const [, found] = /Serving at (http:\/\/[^/\s]+)/.exec(line) ?? []
        if (found !== undefined) resolve(found)
      })
    void closed.then(() => reject(new Error(`redline serve ended:\n${said.join('\n')}`)))
  })
  return {
    url,
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
    async end() {
      child.kill('SIGTERM')
      const [code] = await closed
      return code
    },
  }
}

const launch = (args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
