import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBlock } from '../../src/chain/block.ts'
import { type ChainClient, openClient } from '../../src/chain/client.ts'
import { hasCode, requireCode } from '../../src/chain/code.ts'
import { readImplementation } from '../../src/chain/implementation-slot.ts'
import { hasMulticall3, MULTICALL3 } from '../../src/chain/multicall3.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient, type DevnetClient } from '../../src/devnet/client.ts'
import { PROBES, plantMulticall3, plantProbes } from '../support/probe-contracts.ts'

const SLOT = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc'

let anvil: Anvil
let devnet: DevnetClient
let client: ChainClient

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo' })
  devnet = createDevnetClient(anvil.rpcUrl, anvil.chainId)
  await devnet.mine({ blocks: 100, interval: 12 })
  client = await openClient({ chainId: anvil.chainId, rpcUrls: [anvil.rpcUrl] }, { attempts: 1 })
})

afterAll(() => anvil?.stop())

describe('readBlock', () => {
  test('behaviour: tag, number and hash name the same block', async () => {
    const latest = await readBlock(client, 'latest')
    const expected = await devnet.getBlock({ blockTag: 'latest' })
    expect(latest).toEqual({
      chainId: anvil.chainId,
      number: expected.number,
      hash: expected.hash,
      timestamp: expected.timestamp,
    })
    expect(await readBlock(client, latest.number)).toEqual(latest)
    expect(await readBlock(client, latest.hash)).toEqual(latest)
    expect(
      await readBlock(client, latest.hash.toUpperCase().replace('0X', '0x') as typeof latest.hash),
    ).toEqual(latest)
  })

  test('behaviour: block 0 is a block, and finalized and safe lie behind the head', async () => {
    expect((await readBlock(client, 0n)).number).toBe(0n)
    const [finalized, safe, latest] = await Promise.all(
      (['finalized', 'safe', 'latest'] as const).map((tag) => readBlock(client, tag)),
    )
    expect(finalized!.number).toBeLessThanOrEqual(safe!.number)
    expect(safe!.number).toBeLessThan(latest!.number)
  })
})

describe('requireCode', () => {
  test('behaviour: says whether a contract stood there at that block, not now', async () => {
    const before = await readBlock(client, 'latest')
    // anvil changes the state of its newest block in place.
    await devnet.mine({ blocks: 1 })
    await plantProbes(devnet)
    const after = await readBlock(client, 'latest')
    expect(await hasCode(client, PROBES.echo, before)).toBe(false)
    expect(await hasCode(client, PROBES.echo, after)).toBe(true)
    await expect(requireCode(client, PROBES.echo, after, 'probe')).resolves.toBeUndefined()
    await expect(requireCode(client, PROBES.echo, before, 'probe')).rejects.toMatchObject({
      code: 'no_code',
      retryable: false,
      context: { address: PROBES.echo, label: 'probe', block: before.number },
      message: expect.stringContaining(`${PROBES.echo} (probe)`),
    })
  })
})

describe('readImplementation', () => {
  test('behaviour: follows the slot from block to block', async () => {
    const set = async (value: `0x${string}`) => {
      await devnet.mine({ blocks: 1 })
      await devnet.setStorageAt({ address: PROBES.echo, index: SLOT, value })
      return readBlock(client, 'latest')
    }
    const none = await readBlock(client, 'latest')
    const first = await set(`0x${'0'.repeat(24)}${'12'.repeat(20)}`)
    const second = await set(`0x${'0'.repeat(24)}${'ab'.repeat(20)}`)
    const misused = await set(`0x${'ff'.repeat(32)}`)
    expect(await readImplementation(client, PROBES.echo, none)).toBeUndefined()
    expect(await readImplementation(client, PROBES.echo, first)).toBe(
      '0x1212121212121212121212121212121212121212',
    )
    expect(await readImplementation(client, PROBES.echo, second)).toBe(
      '0xABaBaBaBABabABabAbAbABAbABabababaBaBABaB',
    )
    expect(await readImplementation(client, PROBES.echo, misused)).toBeUndefined()
  })
})

describe('hasMulticall3', () => {
  test('behaviour: one look is enough where it is, and where it is not', async () => {
    const without = await readBlock(client, 'latest')
    await plantMulticall3(devnet)
    await devnet.mine({ blocks: 1 })
    const first = await readBlock(client, 'latest')
    await devnet.mine({ blocks: 1 })
    const second = await readBlock(client, 'latest')

    const fresh = await openClient({ chainId: anvil.chainId, rpcUrls: [anvil.rpcUrl] })
    const asked = async (block: typeof first) => {
      const before = fresh.node.meter.requests
      return [await hasMulticall3(fresh, block), fresh.node.meter.requests - before]
    }
    expect(await asked(second)).toEqual([true, 1])
    expect(await asked(second)).toEqual([true, 0])
    expect(await asked(without)).toEqual([false, 1])
    expect(await asked(first)).toEqual([true, 1])
    expect([await asked(first), await asked(second), await asked(without)]).toEqual([
      [true, 0],
      [true, 0],
      [false, 0],
    ])
    expect(await hasCode(fresh, MULTICALL3, first)).toBe(true)

    const early = await openClient({ chainId: anvil.chainId, rpcUrls: [anvil.rpcUrl] })
    expect(await hasMulticall3(early, without)).toBe(false)
    const { requests } = early.node.meter
    expect(await hasMulticall3(early, second)).toBe(false)
    expect(early.node.meter.requests).toBe(requests)
  })
})
