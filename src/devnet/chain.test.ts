import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { useDevnetChain } from '../../test/support/devnet-chain.ts'
import { DEVNET_GENESIS, startChain } from './chain.ts'
import { readPrices, setPrice } from './feeds/prices.ts'

describe('startChain', () => {
  it('behaviour: the same options give the same chain, to the block hash', async () => {
    const hashes: unknown[] = []
    for (const profile of ['demo', 'archive'] as const) {
      const { client, deployment, stop } = await startChain({ profile })
      await setPrice(client, deployment, 'BTC/USD', 88_000_00000000n)
      hashes.push((await client.getBlock()).hash)
      await stop()
    }
    expect(hashes[0]).toBe(hashes[1])
  })

  it('behaviour: prices, time and chain id are as asked for', async () => {
    const timestamp = 1_800_000_000n
    const prices = { 'BTC/USD': 60_000_00000000n, 'WBTC/BTC': 1_00000000n }
    const stakedRatio = 2n * 10n ** 18n
    const options = {
      profile: 'demo',
      chainId: 8_453,
      timestamp,
      prices,
      stakedRatio,
      blockSeconds: 2,
    } as const
    const { client, deployment, stop } = await startChain(options)
    expect(deployment.chainId).toBe(8_453)
    expect((await readPrices(client, deployment)).reserves).toMatchObject({
      WBTC: 60_000_00000000n,
      wstETH: 6_300_00000000n,
      LINK: 13_30000000n,
    })
    expect((await client.getBlock()).timestamp).toBe(timestamp + 2n)
    await stop()
  })

  it('error: devnet_transaction_reverted names the step that failed, and nothing is left running', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'redline-failed-'))
    vi.stubEnv('TMPDIR', folder)
    await expect(startChain({ profile: 'archive', stakedRatio: 0n })).rejects.toMatchObject({
      code: 'devnet_transaction_reverted',
      context: { label: 'deploy StakedEther' },
    })
    vi.unstubAllEnvs()
    // Stopping the chain is what removes its state.
    expect(await readdir(folder)).toEqual([])
    await rm(folder, { recursive: true })
  })
})

describe('useDevnetChain', () => {
  const chain = useDevnetChain({}, ({ client, deployment }) =>
    setPrice(client, deployment, 'BTC/USD', 91_000_00000000n),
  )

  it.each([1, 2])('behaviour: test %i sees the prepared chain, and time goes on by the block', async () => {
    const { client, deployment } = chain()
    expect((await readPrices(client, deployment)).legs['BTC/USD']).toBe(91_000_00000000n)
    expect(await client.getBlock()).toMatchObject({ number: 2n, timestamp: DEVNET_GENESIS + 24n })
    await setPrice(client, deployment, 'BTC/USD', 1n)
    await client.increaseTime({ seconds: 1_000_000 })
    await client.mine({ blocks: 3 })
    expect((await client.getBlock()).number).toBe(6n)
  })
})
