import { parseAbi } from 'viem'
import { expect } from 'vitest'
import { heldPosition } from '../../../src/core/book/held-position.ts'
import { isValuation } from '../../../src/core/book/rules.ts'
import { rulesNow } from '../../../src/core/risk/market-model.ts'
import { timestamp } from '../../../src/core/units.ts'
import { deploymentScript } from '../../../src/devnet/aave/script.ts'
import { startAnvil } from '../../../src/devnet/anvil.ts'
import { DEVNET_ADMIN, DEVNET_GENESIS, type DevnetChain } from '../../../src/devnet/chain.ts'
import { createDevnetClient } from '../../../src/devnet/client.ts'
import { mineSuccessfully } from '../../../src/devnet/client-transactions.ts'
import type { Artifacts } from '../../../src/devnet/compile/artifacts.ts'
import { history } from '../../../src/devnet/market/history.ts'
import { accountAddress } from '../../../src/devnet/population/accounts.ts'
import { readAccountViews } from '../../../src/protocols/aave-v3/index.ts'
import { bookMarket } from '../../../src/protocols/asking/book-market.ts'
import { type FollowedDevnet, followDevnet, storeFolder } from '../../support/followed-devnet.ts'
import { nodeOf } from '../../support/redline-on-devnet.ts'
import { deployRelease } from './deploy-release.ts'
import { ownRelease, type Release } from './release.ts'
import { settleOn } from './release-people.ts'

const MARKET = 'devnet'
const strategyAbi = parseAbi(['function RESERVE_INTEREST_RATE_STRATEGY() view returns (address)'])

/** Follows a market of the installed release over its upgrade to this one, with a life before and after it. */
export async function compareUpgrade(release: Release, artifacts: Artifacts): Promise<number> {
  const anvil = await startAnvil({ timestamp: DEVNET_GENESIS, profile: 'archive' })
  const client = createDevnetClient(anvil.rpcUrl, anvil.chainId)
  await client.setBlockTimestampInterval({ interval: 12 })
  const deployment = await deployRelease(client, artifacts, ownRelease(artifacts), DEVNET_ADMIN)
  const chain: DevnetChain = { anvil, client, deployment, stop: anvil.stop }
  const { dataDir, remove } = await storeFolder()
  let redline: FollowedDevnet | undefined
  try {
    const people = await settleOn(client, deployment, 9, 80)
    const live = async (seed: number) => {
      const liquidator = accountAddress(seed, 'liquidator')
      await history(client, deployment, { seed, operations: 150, people, liquidator })
    }
    redline = await followDevnet({ client, deployment, rpcUrl: anvil.rpcUrl }, dataDir)
    await redline.joined()
    await live(9)
    expect((await compareHeld(redline, chain)).revision).toBe(10)
    await upgradeTo(chain, artifacts, release)
    const upgraded = await compareHeld(redline, chain)
    await live(10)
    const after = await compareHeld(redline, chain)
    expect(after.revision).toBe(upgraded.revision)
    expect(after.accounts).toBeGreaterThan(50)
    return upgraded.revision
  } finally {
    await redline?.stop()
    await chain.stop()
    await remove()
  }
}

/** Compares every account of the followed book with the pool's own view at the newest block. */
async function compareHeld(redline: FollowedDevnet, chain: DevnetChain) {
  const { number, hash, timestamp: time } = await chain.client.getBlock()
  await redline.reached(hash)
  const { rows } = redline.book()
  const block = { chainId: chain.deployment.chainId, number, hash, timestamp: timestamp(time) }
  const model = bookMarket(redline.book(), MARKET, block, {})
  if (model === undefined) throw new Error('the book holds no market')
  const rules = rulesNow(model)
  const ours = [...Array(rows.accounts.count).keys()]
    .map((account) => rules.value(heldPosition(rows, account)))
    .filter(isValuation)
  const node = await nodeOf(chain)
  const accounts = ours.map(({ account }) => account)
  const views = await node.read(readAccountViews(chain.deployment.pool, accounts), block)
  expect(
    ours.map(({ account, collateral, debt, liquidationThreshold, healthFactor }) => ({
      ...{ account, collateral, debt, liquidationThreshold, healthFactor },
    })),
  ).toEqual(views)
  return { revision: model.revision, accounts: ours.length }
}

/** Puts a release's own pool, its libraries with it, behind the proxy of a market of the release before. */
async function upgradeTo(
  { client, deployment }: DevnetChain,
  artifacts: Artifacts,
  { contracts }: Release,
): Promise<void> {
  const { admin, addressesProvider: provider, pool } = deployment
  const all: Release['contracts'] = { ...artifacts, ...contracts }
  const script = deploymentScript(all, admin, await client.getTransactionCount({ address: admin }))
  const deployed = new Set<string>()
  const deployLibraries = (of: string): void => {
    for (const { library } of all[of]?.links ?? []) {
      if (deployed.has(library)) continue
      deployed.add(library)
      deployLibraries(library)
      script.deploy(library)
    }
  }
  deployLibraries('PoolInstance')
  const read = { address: pool, abi: strategyAbi, functionName: 'RESERVE_INTEREST_RATE_STRATEGY' } as const
  const implementation = script.deploy('PoolInstance', provider, await client.readContract(read))
  script.call('PoolAddressesProvider', provider, 'setPoolImpl', implementation)
  await mineSuccessfully(client, script.transactions, artifacts.Errors.abi)
}
