import { encodeFunctionData, parseAbi } from 'viem'
import { afterEach, describe, expect, it } from 'vitest'
import { heldPosition } from '../../src/core/book/held-position.ts'
import { isValuation } from '../../src/core/book/rules.ts'
import { rulesNow } from '../../src/core/risk/market-model.ts'
import { timestamp } from '../../src/core/units.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import type { MarketStatus } from '../../src/pipeline/follow/market-status.ts'
import { bookMarket } from '../../src/protocols/asking/book-market.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { type FollowedDevnet, followDevnet, storeFolder } from '../support/followed-devnet.ts'
import { poolImplementation, revisePool } from '../support/pool-upgrade.ts'
import { movePrices } from '../support/redline-on-devnet.ts'

const MARKET = 'devnet'
const RISKY = ['BTC/USD', 'ETH/USD', 'LINK/USD'] as const
const providerAbi = parseAbi(['function setPriceOracleSentinel(address sentinel)'])

/** A market some of whose accounts are a little below one, while a sequencer's guard holds liquidations back. */
const chain = useDevnetChain({}, async (devnet) => {
  const { client, deployment } = devnet
  await seedPopulation(client, deployment, { seed: 5, borrowers: 150 })
  const guard = '0x00000000000000000000000000000000005e9000' as const
  // Answers zero, which is false, to whatever it is asked.
  await client.setCode({ address: guard, bytecode: '0x600060005260206000f3' })
  const { admin, addressesProvider } = deployment
  const data = encodeFunctionData({
    abi: providerAbi,
    functionName: 'setPriceOracleSentinel',
    args: [guard],
  })
  await mineSuccessfully(client, [{ from: admin, to: addressesProvider, data, label: 'set a guard' }])
  await movePrices(devnet, RISKY, 930n, 12n)
})

const cleaners: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean()
})

async function follow(): Promise<FollowedDevnet> {
  const { dataDir, remove } = await storeFolder()
  cleaners.push(remove)
  const { anvil, client, deployment } = chain()
  const redline = await followDevnet({ client, deployment, rpcUrl: anvil.rpcUrl }, dataDir)
  cleaners.push(redline.stop)
  await redline.joined()
  return redline
}

/** What the followed book says at the newest block, once that is processed. */
async function heldBy(redline: FollowedDevnet) {
  const { number, hash, timestamp: time } = await chain().client.getBlock()
  await redline.reached(hash)
  const book = redline.book()
  const block = { chainId: chain().deployment.chainId, number, hash, timestamp: timestamp(time) }
  const model = bookMarket(book, MARKET, block, {})
  if (model === undefined) throw new Error('the book holds no market')
  const rules = rulesNow(model)
  let [under, heldBack] = [0, 0]
  for (let account = 0; account < book.rows.accounts.count; account++) {
    const found = rules.value(heldPosition(book.rows, account))
    if (!isValuation(found) || !found.isUnder) continue
    under++
    if (found.liquidation().blockedBy.includes('sequencer_grace')) heldBack++
  }
  return { revision: model.revision, under, heldBack, status: statusIn(redline) }
}

function statusIn({ events }: FollowedDevnet): MarketStatus | undefined {
  const last = events.findLast(({ kind }) => kind === 'processed')
  return last?.kind === 'processed' ? last.processed.statuses.get(MARKET) : undefined
}

describe('a pool that is upgraded while it is followed', () => {
  it('behaviour: the segment of the upgrade is the first that is valued by the new rules', async () => {
    const redline = await follow()
    const before = await heldBy(redline)
    expect(before).toMatchObject({ revision: 10, status: { state: 'complete' } })
    expect(before.heldBack).toBeGreaterThan(5)
    await revisePool(chain(), 11n, await poolImplementation(chain()))
    // Pools of 3.7 do not ask the guard any more.
    expect(await heldBy(redline)).toEqual({ ...before, revision: 11, heldBack: 0 })
  })

  it('error: unknown_revision while its revision is not known, and sound again when it is', async () => {
    const redline = await follow()
    const before = await heldBy(redline)
    const real = await poolImplementation(chain())
    await revisePool(chain(), 12n, real)
    const failing = await heldBy(redline)
    expect(failing.status).toMatchObject({ state: 'failing', code: 'unknown_revision' })
    // What is held is what was true before, by the rules of then.
    expect(failing).toMatchObject({ revision: 10, under: before.under })
    await revisePool(chain(), 10n, real)
    await chain().client.mine({ blocks: 9, interval: 1 })
    await redline.until(() => statusIn(redline)?.state === 'complete')
    expect(await heldBy(redline)).toMatchObject({ revision: 10, heldBack: before.heldBack })
  })
})
