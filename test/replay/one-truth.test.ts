import { type Abi, encodeFunctionData, parseAbi } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { priceTransaction } from '../../src/devnet/feeds/prices.ts'
import { playHistory } from '../../src/devnet/market/history.ts'
import { type FollowedDevnet, followDevnet, storeFolder } from '../support/followed-devnet.ts'

const cleaners: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean()
})

async function freshFolder(): Promise<string> {
  const { dataDir, remove } = await storeFolder()
  cleaners.push(remove)
  return dataDir
}

async function headHash({ client }: Devnet): Promise<`0x${string}`> {
  return (await client.getBlock()).hash
}

describe.each([1, 2])('a history of seed %i', (seed) => {
  let devnet: Devnet
  beforeEach(async () => {
    devnet = await startDevnet({ seed, borrowers: 60, profile: 'archive' })
    cleaners.push(devnet.stop)
  }, 180_000)

  const rounds = (operations: number) => {
    const { client, deployment, people, liquidator } = devnet
    return playHistory(client, deployment, { seed, operations, people, liquidator })
  }

  /** Whether a reader that sees the chain for the first time now comes to the same book at the same block. */
  const expectSameBookAnew = async (live: FollowedDevnet) => {
    const reader = await followDevnet(devnet, await freshFolder())
    await reader.joined()
    const head = await headHash(devnet)
    await Promise.all([reader.reached(head), live.reached(head)])
    expect(reader.book().hash()).toBe(live.book().hash())
    await reader.stop()
  }

  const followed = async (dataDir: string) => {
    const redline = await followDevnet(devnet, dataDir)
    await redline.joined()
    return redline
  }

  it('behaviour: followed live, restarted and read anew end in the same book', async () => {
    const dataDir = await freshFolder()
    let redline = await followed(dataDir)
    let round = 0
    for await (const _ of rounds(500)) {
      await redline.reached(await headHash(devnet))
      round += 1
      if (round % 3 !== 0) continue
      const before = redline.book().hash()
      await redline.stop()
      redline = await followed(dataDir)
      await redline.reached(await headHash(devnet))
      expect(redline.book().hash()).toBe(before)
    }
    const statuses = redline.events.flatMap((event) =>
      event.kind === 'processed' ? [...event.processed.statuses.values()] : [],
    )
    expect(statuses.every(({ state }) => state === 'complete')).toBe(true)
    await expectSameBookAnew(redline)
    await redline.stop()
  })

  it('behaviour: a branch that is lost leaves no trace', async () => {
    const { client } = devnet
    const redline = await followed(await freshFolder())
    for await (const _ of rounds(150)) await redline.reached(await headHash(devnet))
    const agreed = redline.book().hash()
    const fork = await client.snapshot()
    for await (const _ of rounds(200)) await redline.reached(await headHash(devnet))
    const lost = await client.getBlockNumber()
    expect(redline.book().hash()).not.toBe(agreed)
    await client.revert({ id: fork })
    // Another branch, longer than the one that is lost.
    await client.mine({ blocks: 1, interval: 7 })
    while ((await client.getBlockNumber()) <= lost) await client.mine({ blocks: 5, interval: 12 })
    await redline.reached(await headHash(devnet))
    expect(redline.events.some(({ kind }) => kind === 'rolled-back')).toBe(true)
    await expectSameBookAnew(redline)
    await redline.stop()
  })

  it('behaviour: what the admins change arrives, with a log or without', async () => {
    const { client, deployment } = devnet
    const redline = await followed(await freshFolder())
    const by = (to: `0x${string}`, data: `0x${string}`) => ({
      from: deployment.admin,
      to,
      data,
      label: 'a change',
    })
    const asset = (symbol: string) =>
      deployment.reserves.find((reserve) => reserve.symbol === symbol)?.underlying ?? deployment.admin
    const changes = [
      by(deployment.poolConfigurator, encode('setReservePause', [asset('WBTC'), true])),
      by(
        deployment.poolConfigurator,
        encode('configureReserveAsCollateral', [asset('LINK'), 6_000n, 6_500n, 10_900n]),
      ),
      by(deployment.poolConfigurator, encode('setEModeCategory', [7, 9_000, 9_200, 10_100, 'late'])),
      // A token's own switch, and a price without any log of the market's.
      by(asset('USDT'), encode('pause', [])),
      priceTransaction(deployment, 'LINK/USD', 1_234_567_890n),
    ]
    for (const change of changes) {
      await mineSuccessfully(client, [change])
      await redline.reached(await headHash(devnet))
    }
    const said = [...redline.book().records()].map(({ value }) => value).join()
    for (const figure of ['"#":"6500"', '"late"', '"tokenPaused":true', '"paused":true', '"#":"1234567890"'])
      expect(said).toContain(figure)
    await expectSameBookAnew(redline)
    await redline.stop()
  })
})

const adminAbi = parseAbi([
  'function setReservePause(address asset, bool paused)',
  'function configureReserveAsCollateral(address asset, uint256 ltv, uint256 liquidationThreshold, uint256 liquidationBonus)',
  'function setEModeCategory(uint8 categoryId, uint16 ltv, uint16 liquidationThreshold, uint16 liquidationBonus, string label)',
  'function pause()',
])

const encode = (
  functionName: (typeof adminAbi)[number]['name'],
  args: readonly (string | bigint | number | boolean)[],
): `0x${string}` => encodeFunctionData({ abi: adminAbi as Abi, functionName, args })
