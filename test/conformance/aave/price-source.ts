import { encodeFunctionData, parseAbi } from 'viem'
import { expect } from 'vitest'
import type { Address } from '../../../src/core/address.ts'
import { startAnvil } from '../../../src/devnet/anvil.ts'
import { DEVNET_ADMIN, DEVNET_GENESIS, type DevnetChain } from '../../../src/devnet/chain.ts'
import { createDevnetClient } from '../../../src/devnet/client.ts'
import { mineSuccessfully } from '../../../src/devnet/client-transactions.ts'
import type { Artifacts } from '../../../src/devnet/compile/artifacts.ts'
import { fundLiquidator, tryLiquidations } from '../../../src/devnet/trial.ts'
import { verifyAccounts } from '../../../src/pipeline/verify.ts'
import { isUnderThreshold, liquidatability } from '../../../src/protocols/aave-v3/index.ts'
import {
  inNextBlock,
  movePrices,
  nodeOf,
  snapshotOf,
  valuedAccounts,
} from '../../support/redline-on-devnet.ts'
import { comparison } from './comparison.ts'
import { deployRelease } from './deploy-release.ts'
import type { Release } from './release.ts'
import { settleOn } from './release-people.ts'

const adminAbi = parseAbi([
  'function setAssetSources(address[] assets, address[] sources)',
  'function setEModeCategory(uint8 id, uint16 ltv, uint16 threshold, uint16 bonus, address oracle, string label)',
])
/** What the category is priced by; only the oracle needs to know it. */
const SOURCE: Address = '0x0000000000000000000000000000000000000777'

/** A chain on which the bitcoin category is priced by BTC/USD instead of what its reserves are priced by. */
async function withPriceSource(release: Release, artifacts: Artifacts): Promise<DevnetChain> {
  const anvil = await startAnvil({ timestamp: DEVNET_GENESIS, profile: 'archive' })
  const client = createDevnetClient(anvil.rpcUrl, anvil.chainId)
  await client.setBlockTimestampInterval({ interval: 12 })
  const deployment = await deployRelease(client, artifacts, release, DEVNET_ADMIN)
  const feed = deployment.feeds.find(({ name }) => name === 'BTC/USD')?.proxy ?? '0x'
  const source = encodeFunctionData({
    abi: adminAbi,
    functionName: 'setAssetSources',
    args: [[SOURCE], [feed]],
  })
  await mineSuccessfully(client, [
    { from: deployment.admin, to: deployment.oracle, data: source, label: 'set a source' },
  ])
  await priceCategory({ client, deployment }, 8_400, 8_600)
  return { anvil, client, deployment, stop: anvil.stop }
}

async function priceCategory(
  { client, deployment }: Pick<DevnetChain, 'client' | 'deployment'>,
  ltv: number,
  threshold: number,
): Promise<void> {
  const { admin: from, poolConfigurator: to, eModes } = deployment
  const args = [eModes.bitcoin, ltv, threshold, 10_300, SOURCE, 'Bitcoin by one price'] as const
  const data = encodeFunctionData({ abi: adminAbi, functionName: 'setEModeCategory', args })
  await mineSuccessfully(client, [{ from, to, data, label: 'price a category' }])
}

/** Whether a release's categories can have prices of their own. */
export const canPriceCategories = ({ contracts }: Release): boolean =>
  contracts['PoolConfiguratorInstance']?.abi.some(
    (item) => item.type === 'function' && item.name === 'setAssetEModeCategory',
  ) ?? false

/** Compares accounts of such a category while its reserves have other prices: valuations, and the largest calls. */
export async function comparePriceSource(release: Release, artifacts: Artifacts): Promise<void> {
  const chain = await withPriceSource(release, artifacts)
  const told = comparison(release.name)
  try {
    await settleOn(chain.client, chain.deployment, 8, 200)
    await fundLiquidator(chain.client, chain.deployment)
    // WBTC loses its peg: outside the category it is worth less, inside it is not.
    await movePrices(chain, ['WBTC/BTC'], 800n, 12n)
    const snapshot = await snapshotOf(chain)
    const { state } = snapshot
    expect(state.categories.get(chain.deployment.eModes.bitcoin)?.priceSource).toBe(SOURCE)
    const own = [...state.accounts.values()].filter(({ category }) => category === 1)
    expect(own.length).toBeGreaterThan(3)
    const node = await nodeOf(chain)
    const verified = await verifyAccounts(node, snapshot, snapshot.accounts)
    told.valued(state, verified)
    expect(verified).toMatchObject({ differences: [], unvalued: [] })
    // One price on both sides moves nobody, so that the terms have to.
    await priceCategory(chain, 7_400, 7_900)
    const next = await inNextBlock(chain, (await snapshotOf(chain)).state, 12n)
    const foretold = valuedAccounts(next)
      .filter(isUnderThreshold)
      .flatMap((data) => {
        const { best } = liquidatability(next, data)
        if (best === undefined) return []
        const { collateralAsset: collateral, debtAsset: debt, debtToCover: amount } = best
        return [{ call: { borrower: data.account, collateral, debt, amount }, said: best, data }]
      })
    expect(foretold.filter(({ data }) => data.category?.id === 1).length).toBeGreaterThan(0)
    const calls = foretold.map(({ call }) => call)
    const results = await tryLiquidations(chain.client, chain.deployment, [], calls)
    for (const [i, { call, said }] of foretold.entries()) told.liquidation(call, said, results[i])
    expect(told.wrong()).toEqual([])
  } finally {
    await chain.stop()
    told.print()
  }
}
