import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anvilBinary } from './anvil-binary.ts'
import { guard } from './anvil-guard.ts'
import { AnvilStartError, listeningPort } from './anvil-process.ts'
import { createDevnetClient } from './client.ts'

/**
 * `demo` keeps the last 256 states in memory; `archive` keeps all of a run's, on disk, for at most some
 * 6,000 blocks.
 */
export type AnvilProfile = 'demo' | 'archive'

export type AnvilOptions = {
  readonly profile: AnvilProfile
  /** Default 31337. */
  readonly chainId?: number
  /** Of the genesis block, in seconds since 1970. Left out, the clock decides, and no two runs are the same. */
  readonly timestamp?: bigint
  /** Left out, a free one. */
  readonly port?: number
  /** How long to wait for the first answer, in milliseconds; default 20,000. */
  readonly patienceMs?: number
  /** Only tests of failure name another program. */
  readonly binary?: string
}

/** A running local chain. */
export type Anvil = {
  readonly rpcUrl: string
  readonly wsUrl: string
  readonly port: number
  readonly pid: number
  readonly chainId: number
  readonly profile: AnvilProfile
  /** Ends the process and removes its files; a second call waits for the first. */
  readonly stop: () => Promise<void>
}

/**
 * Starts an empty local chain on the loopback address and returns when it answers. Every account is unlocked,
 * gas is free for a transaction that says `gasPrice: 0n`, and transactions are mined in the order they came.
 * The process ends with this one.
 * @throws AnvilBinaryError `anvil_binary_missing`; AnvilStartError `anvil_port_taken`, `anvil_died`, `anvil_silent`.
 */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  const chainId = options.chainId ?? 31_337
  const binary = options.binary ?? anvilBinary()
  const folder = options.profile === 'archive' ? await mkdtemp(join(tmpdir(), 'redline-anvil-')) : undefined
  const child = spawn(binary, flags(options, chainId, folder), { stdio: ['ignore', 'pipe', 'pipe'] })
  const watch = child.pid === undefined ? undefined : guard(child.pid, folder)
  const exited = child.pid === undefined ? Promise.resolve() : once(child, 'exit')
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= (async () => {
      // It holds nothing worth an orderly end, and an orderly end takes it longer.
      child.kill('SIGKILL')
      await exited
      watch?.release()
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    })()
    return stopping
  }
  try {
    const port = await listeningPort(child, options.patienceMs ?? 20_000)
    const rpcUrl = `http://127.0.0.1:${port}`
    await greet(rpcUrl, chainId)
    const pid = child.pid ?? 0
    return { rpcUrl, wsUrl: `ws://127.0.0.1:${port}`, port, pid, chainId, profile: options.profile, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function flags(options: AnvilOptions, chainId: number, folder: string | undefined): readonly string[] {
  return [
    ['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--chain-id', String(chainId)],
    ['--accounts', '3', '--auto-impersonate', '--order', 'fifo', '--no-request-size-limit'],
    ['--gas-limit', '1000000000', '--block-base-fee-per-gas', '0'],
    options.timestamp === undefined ? [] : ['--timestamp', String(options.timestamp)],
    folder === undefined ? ['--prune-history', '256'] : ['--cache-path', folder],
  ].flat()
}

/** Asks who is there, and tells it to stop writing a line for every request: nobody reads them. */
async function greet(rpcUrl: string, expected: number): Promise<void> {
  const client = createDevnetClient(rpcUrl, expected)
  const chainId = await client.getChainId()
  if (chainId !== expected)
    throw new AnvilStartError({
      code: 'anvil_wrong_chain',
      happened: `The local chain answers with chain id ${chainId} instead of ${expected}.`,
      remedy: 'This is a fault in Redline; please report it.',
      context: { chainId, expected },
    })
  await client.setLoggingEnabled(false)
}
