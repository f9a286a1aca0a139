import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPublicClient, http, webSocket } from 'viem'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Anvil, type AnvilOptions, startAnvil } from './anvil.ts'
import { createDevnetClient } from './client.ts'

const running: Anvil[] = []
const impostors: string[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((anvil) => anvil.stop()))
  await Promise.all(impostors.splice(0).map((folder) => rm(folder, { recursive: true })))
})

const start = async (options: AnvilOptions) => {
  const anvil = await startAnvil(options)
  running.push(anvil)
  return anvil
}
const alive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A program that stands in for anvil and writes what the shell lines say. */
const impostor = async (script: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'redline-impostor-'))
  impostors.push(folder)
  const path = join(folder, 'anvil')
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

describe('startAnvil', () => {
  it('behaviour: answers on http and WebSocket of the loopback address, with the chain id asked for', async () => {
    const anvil = await start({ profile: 'demo', chainId: 4_242, timestamp: 1_768_867_200n })
    expect(anvil.rpcUrl).toBe(`http://127.0.0.1:${anvil.port}`)
    const socket = webSocket(anvil.wsUrl, { reconnect: false })
    for (const transport of [http(anvil.rpcUrl), socket]) {
      const client = createPublicClient({ transport })
      expect(await client.getChainId()).toBe(4_242)
      expect((await client.getBlock()).timestamp).toBe(1_768_867_200n)
    }
    const { value } = socket({})
    ;(await value?.getRpcClient())?.close()
    expect(alive(anvil.pid)).toBe(true)
  })

  it('behaviour: stop ends the process, and stopping twice is stopping once', async () => {
    const anvil = await start({ profile: 'demo' })
    await Promise.all([anvil.stop(), anvil.stop()])
    await anvil.stop()
    expect(alive(anvil.pid)).toBe(false)
    await expect(createDevnetClient(anvil.rpcUrl, anvil.chainId).getChainId()).rejects.toThrow()
  })

  it('behaviour: several run side by side on ports of their own', async () => {
    const all = await Promise.all([1, 2, 3].map((chainId) => start({ profile: 'demo', chainId })))
    expect(new Set(all.map(({ port }) => port)).size).toBe(3)
    const ids = all.map(({ rpcUrl, chainId }) => createDevnetClient(rpcUrl, chainId).getChainId())
    expect(await Promise.all(ids)).toEqual([1, 2, 3])
  })

  it('behaviour: archive answers for its first blocks when demo has forgotten them', async () => {
    const [demo, archive] = await Promise.all([start({ profile: 'demo' }), start({ profile: 'archive' })])
    const early = async ({ rpcUrl, chainId }: Anvil) => {
      const client = createDevnetClient(rpcUrl, chainId)
      await client.setBalance({ address: '0x00000000000000000000000000000000000000aa', value: 7n })
      await client.mine({ blocks: 700 })
      return client.getBalance({ address: '0x00000000000000000000000000000000000000aa', blockNumber: 1n })
    }
    expect(await early(archive)).toBe(7n)
    await expect(early(demo)).rejects.toThrow()
  }, 30_000)

  it('behaviour: stop removes the state of an archive', async () => {
    // A temporary folder of our own: other tests start archives at the same time.
    const folder = await mkdtemp(join(tmpdir(), 'redline-archive-'))
    vi.stubEnv('TMPDIR', folder)
    const anvil = await start({ profile: 'archive' })
    vi.unstubAllEnvs()
    expect(await readdir(folder)).toHaveLength(1)
    await anvil.stop()
    expect(await readdir(folder)).toEqual([])
    await rm(folder, { recursive: true })
  })

  it('error: anvil_port_taken when another program has the port', async () => {
    const { port } = await start({ profile: 'demo' })
    await expect(start({ profile: 'demo', port })).rejects.toMatchObject({ code: 'anvil_port_taken' })
  })

  it('error: anvil_died with what it wrote last', async () => {
    const binary = await impostor('echo "no space left on device" >&2; exit 3')
    await expect(start({ profile: 'archive', binary })).rejects.toMatchObject({
      code: 'anvil_died',
      context: { reason: expect.stringMatching(/exit code 3.*no space left on device/s) },
    })
  })

  it('error: anvil_died when the program cannot be started', async () => {
    await expect(start({ profile: 'demo', binary: '/nowhere/anvil' })).rejects.toMatchObject({
      code: 'anvil_died',
    })
  })

  it('error: anvil_silent when it never listens; the process is ended', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'redline-silent-'))
    const binary = await impostor(`echo $$ > ${folder}/pid; exec sleep 600`)
    await expect(start({ profile: 'demo', binary, patienceMs: 2_000 })).rejects.toMatchObject({
      code: 'anvil_silent',
      retryable: true,
    })
    expect(alive(Number(await readFile(join(folder, 'pid'), 'utf8')))).toBe(false)
    await rm(folder, { recursive: true })
  })
})
