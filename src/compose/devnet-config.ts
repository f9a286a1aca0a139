import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Devnet } from '../devnet/devnet.ts'
import { CORRELATED } from '../devnet/market/elasticity.ts'
import type { CometMarketRef } from '../protocols/market-ref.ts'

/** Time on a local chain is the time of its script, so its blocks are never too old. */
export const NEVER_STALE_SECONDS = 10 ** 10
/** What a local chain's market is called in its config. */
export const DEVNET_MARKET = 'aave-v3-devnet'

/** A config file that is there as long as its local chain. */
export type DevnetConfig = { readonly file: string; readonly remove: () => Promise<void> }

/** Writes a config that points at a local chain into the data folder, named after the chain's port. */
export async function writeDevnetConfig(
  { rpcUrl, wsUrl, deployment }: Pick<Devnet, 'rpcUrl' | 'wsUrl' | 'deployment'>,
  beside: readonly CometMarketRef[],
  dataDir: string,
): Promise<DevnetConfig> {
  const { chainId, addressesProvider, uiPoolDataProvider, fromBlock, feeds } = deployment
  const folder = resolve(dataDir, 'devnet')
  const file = join(folder, `${new URL(rpcUrl).port}.json`)
  const market = {
    id: DEVNET_MARKET,
    protocol: 'aave-v3',
    addressesProvider,
    uiPoolDataProvider,
    fromBlock: Number(fromBlock),
  }
  const btcUsdFeed = feeds.find(({ name }) => name === 'BTC/USD')?.proxy
  const chain = {
    id: chainId,
    name: 'devnet',
    rpcUrls: [rpcUrl],
    wsUrls: [wsUrl],
    staleAfterSeconds: NEVER_STALE_SECONDS,
    btcUsdFeed,
    markets: [market, ...beside.map((ref) => ({ ...ref, fromBlock: Number(ref.fromBlock) }))],
  }
  await mkdir(folder, { recursive: true })
  const config = { referenceChain: chainId, chains: [chain], scenarios: { correlated: CORRELATED } }
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`)
  return { file, remove: () => rm(file, { force: true }) }
}
