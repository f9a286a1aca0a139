import { encodeFunctionData, type Log } from 'viem'
import { afterEach, expect, it } from 'vitest'
import { cometAbi } from '../../abis/compound-v3/comet.ts'
import { openNode } from '../../src/chain/node.ts'
import type { Address } from '../../src/core/address.ts'
import { heldPosition } from '../../src/core/book/held-position.ts'
import type { Happening } from '../../src/core/happening.ts'
import { timestamp } from '../../src/core/units.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { loadArtifacts } from '../../src/devnet/compile/artifacts.ts'
import { upgradeComet } from '../../src/devnet/compound/upgrade.ts'
import { setPrice } from '../../src/devnet/feeds/prices.ts'
import { newestBlock } from '../../src/devnet/market/newest-block.ts'
import { verifyAccounts } from '../../src/pipeline/verify.ts'
import { bookMarket } from '../../src/protocols/asking/book-market.ts'
import { absorption } from '../../src/protocols/compound-v3/absorb.ts'
import {
  accountLiquidity,
  isUnderwater,
  isValued,
} from '../../src/protocols/compound-v3/account-liquidity.ts'
import { cometTerms } from '../../src/protocols/compound-v3/model.ts'
import { beside, cometRef, joinedAll, type PeopledComets, peopleComets } from '../support/comet-on-devnet.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { type FollowedDevnet, followDevnet, storeFolder } from '../support/followed-devnet.ts'

const DOLLARS = 'cusdcv3'

let peopled: PeopledComets
const chain = useDevnetChain({ profile: 'archive' }, async (started) => {
  peopled = await peopleComets(started, 3, 12)
})
const cleaners: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean()
})

const refs = () => Object.values(peopled.comets).map((comet) => cometRef(chain(), comet))

async function follow(dataDir?: string): Promise<FollowedDevnet> {
  const folder = dataDir === undefined ? await storeFolder() : undefined
  if (folder !== undefined) cleaners.push(folder.remove)
  const redline = await followDevnet(
    { ...chain(), rpcUrl: chain().anvil.rpcUrl },
    dataDir ?? folder?.dataDir ?? '',
    1,
    beside(refs()),
  )
  cleaners.push(redline.stop)
  await redline.until(() => redline.events.length > 0)
  return redline
}

async function followed(): Promise<FollowedDevnet> {
  const redline = await follow()
  await redline.joined()
  await joinedAll(chain(), redline, refs())
  return redline
}

/** Every figure of every account of both markets is the contracts' own, and nobody is missing. */
async function expectAsOnChain(redline: FollowedDevnet): Promise<void> {
  const { client, deployment, anvil } = chain()
  const block = await newestBlock(client)
  await redline.reached(block.hash)
  const node = await openNode({ chainId: deployment.chainId, rpcUrls: [anvil.rpcUrl] })
  for (const { id } of refs()) {
    const book = redline.book()
    expect(book.get(id, 'status', '')).toBe('{"state":"complete"}')
    const found = await verifyAccounts(node, { book, market: id, block }, peopled.people)
    expect(found).toMatchObject({ differences: [], unvalued: [] })
  }
}

const call = (from: Address, data: `0x${string}`, market = peopled.comets.usdc) => ({
  from,
  to: market.comet,
  data,
  gas: 3_000_000n,
  label: 'a call of the test',
})

const mine = (...calls: readonly ReturnType<typeof call>[]) =>
  mineSuccessfully(chain().client, calls, cometAbi)

const owedBy = (account: Address): Promise<bigint> =>
  chain().client.readContract({
    address: peopled.comets.usdc.comet,
    abi: cometAbi,
    functionName: 'borrowBalanceOf',
    args: [account],
  })

/** The two who owe most in dollars, the larger one first. */
async function debtors(): Promise<readonly [Address, Address]> {
  const owed = await Promise.all(
    peopled.people.map(async (account) => ({ account, owed: await owedBy(account) })),
  )
  const [first, second] = owed.sort((a, b) => (a.owed > b.owed ? -1 : 1))
  if (first === undefined || second === undefined) throw new Error('nobody owes')
  return [first.account, second.account]
}

const payFor = (to: Address, amount: bigint): `0x${string}` =>
  encodeFunctionData({
    abi: cometAbi,
    functionName: 'transferAsset',
    args: [to, peopled.comets.usdc.configuration.baseToken, amount],
  })

/** Someone with room to borrow takes over debt of the one who owes most: nothing is emitted. */
async function moveDebt(): Promise<{
  readonly logs: readonly Log[]
  readonly moved: bigint
}> {
  const [most, next] = await debtors()
  const before = await owedBy(most)
  const amount = before / 1_000n
  await mine(call(next, payFor(most, amount)))
  const { hash: blockHash } = await newestBlock(chain().client)
  const logs = await chain().client.getLogs({ blockHash })
  return { logs, moved: before - (await owedBy(most)) }
}

it('behaviour: debt that moves without a log is found in the segment in which it moves', async () => {
  const redline = await followed()
  const { logs, moved } = await moveDebt()
  expect(moved).toBeGreaterThan(0n)
  expect(logs).toEqual([])
  await expectAsOnChain(redline)
  const { events } = redline
  expect(events.filter((event) => event.kind === 'processed' && event.processed.reread.length > 0)).toEqual(
    [],
  )
})

it('behaviour: debt that moves without a log before the market has joined is found when it joins', async () => {
  const redline = await follow()
  await moveDebt()
  await redline.joined()
  await joinedAll(chain(), redline, refs())
  await moveDebt()
  await expectAsOnChain(redline)
})

it('behaviour: an upgrade in mid-run is followed, a new collateral among its assets', async () => {
  const redline = await followed()
  const { client, deployment } = chain()
  const { usdc } = peopled.comets
  const [first, ...others] = usdc.configuration.assetConfigs
  if (first === undefined) throw new Error('there is no collateral')
  const other = peopled.comets.weth.configuration.assetConfigs.find(({ asset }) =>
    [first, ...others].every((one) => one.asset !== asset),
  )
  if (other === undefined) throw new Error('there is no other collateral')
  const lower = { ...first, liquidateCollateralFactor: (first.liquidateCollateralFactor * 9n) / 10n }
  const borrowable = { ...lower, borrowCollateralFactor: (first.borrowCollateralFactor * 8n) / 10n }
  const change = { assetConfigs: [borrowable, ...others, { ...other, priceFeed: first.priceFeed }] }
  await upgradeComet(client, await loadArtifacts(), deployment, usdc, change)
  await expectAsOnChain(redline)
  const model = bookMarket(redline.book(), DOLLARS, await newestBlock(client), {})
  expect(model?.assets.map(({ asset }) => asset)).toContain(other.asset)
  const threshold = model?.assets.find(({ asset }) => asset === first.asset)?.liquidationThreshold
  expect(threshold).toBe(borrowable.liquidateCollateralFactor / 10n ** 14n)
})

it('behaviour: what a lost branch moved without a log is taken back with it', async () => {
  const { client } = chain()
  const redline = await followed()
  const fork = await client.snapshot()
  await moveDebt()
  await expectAsOnChain(redline)
  await client.revert({ id: fork })
  await setPrice(client, chain().deployment, 'BTC/USD', 80_000n * 10n ** 8n)
  await client.mine({ blocks: 2, interval: 12 })
  await expectAsOnChain(redline)
})

it('behaviour: a process that was away finds what moved without a log meanwhile', async () => {
  const { dataDir, remove } = await storeFolder()
  cleaners.push(remove)
  const first = await follow(dataDir)
  await first.joined()
  await joinedAll(chain(), first, refs())
  await first.reached((await newestBlock(chain().client)).hash)
  cleaners.pop()
  await first.stop()
  await moveDebt()
  await moveDebt()
  const second = await follow(dataDir)
  await expectAsOnChain(second)
})

it.each([
  { btc: 60_000n, ether: 2_000n, ends: 'returned' as const },
  { btc: 30_000n, ether: 900n, ends: 'loss' as const },
])(
  'behaviour: absorptions at BTC $btc take, credit and lose what was said of them ($ends), and are told so',
  async ({ btc, ether, ends }) => {
    const { client, deployment } = chain()
    const redline = await followed()
    await setPrice(client, deployment, 'BTC/USD', btc * 10n ** 8n)
    await setPrice(client, deployment, 'ETH/USD', ether * 10n ** 8n)
    const block = await newestBlock(client)
    await redline.reached(block.hash)
    const later = timestamp(block.timestamp + 12n)
    await client.setNextBlockTimestamp({ timestamp: later })
    const book = redline.book()
    const state = cometTerms(book, DOLLARS, { ...block, timestamp: later })
    const { accounts, listings } = book.rows
    const said = peopled.people.flatMap((account) => {
      const held = heldPosition(book.rows, accounts.find(listings.findMarket(DOLLARS), account))
      const found = accountLiquidity(state, held)
      return isValued(found) && isUnderwater(found) ? [{ found, ...absorption(state, found) }] : []
    })
    expect(said.filter((one) => one[ends] > 0n).length).toBeGreaterThan(1)
    const args = [peopled.liquidator, said.map(({ found }) => found.account)] as const
    const data = encodeFunctionData({ abi: cometAbi, functionName: 'absorb', args })
    await mine({ ...call(peopled.liquidator, data), gas: 25_000_000n })
    await expectAsOnChain(redline)
    const happened = redline.events.flatMap((event) =>
      event.kind === 'processed' ? event.processed.happenings : [],
    )
    for (const { found, loss, owed, returned } of said.map((one) => ({ ...one, owed: one.found.owed }))) {
      const own = happened.filter(({ account }) => account === found.account)
      expect(own.map(({ collateral, seized }) => [collateral, seized])).toEqual(
        found.collateral.map(({ asset, amount }) => [asset.asset, amount]),
      )
      expect(sum(own, (one) => one.deficits.reduce((all, { amount }) => all + amount, 0n))).toBe(loss)
      const repaid = sum(own, (one) => one.repaid)
      // What comes back is stored without interest and is worth up to one unit less.
      expect(repaid - owed).toBeLessThanOrEqual(returned > 0n ? 1n : 0n)
      expect(repaid - owed).toBeGreaterThanOrEqual(0n)
    }
  },
)

const sum = (all: readonly Happening[], of: (one: Happening) => bigint): bigint =>
  all.reduce((total, one) => total + of(one), 0n)
