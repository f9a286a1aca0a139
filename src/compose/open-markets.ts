import { readUiPool, readUiPoolUser } from '../chain/aave-ui-pool.ts'
import type { ChainClient } from '../chain/client.ts'
import { type Node, openNode } from '../chain/node.ts'
import type { OpenMarket, OpenScope, Scope } from '../cli/open-market.ts'
import { environmentVariable } from '../config/env.ts'
import { loadNetwork } from '../config/network.ts'
import type { NetworkConfig } from '../config/normalise.ts'
import { loadPresets } from '../config/presets.ts'
import { UsageError } from '../core/errors.ts'
import type { UiPoolPort } from '../pipeline/cross-check.ts'
import type { ChainPort } from '../pipeline/ports.ts'
import { standingOf } from '../pipeline/standing.ts'
import { type ConfiguredMarket, chainsInScope } from './markets-in-scope.ts'

/** What stands between a command line and an open market. */
export type Opening = {
  /** Config file that the environment names. */
  readonly configFile: string | undefined
  readonly now: () => number
}

/** Opens the chains of all markets in scope, each chain once. */
export async function openMarkets(opening: Opening, scope: Scope): Promise<OpenScope> {
  const inScope = chainsInScope(await readConfig(opening, scope), scope)
  const open: OpenMarket[] = []
  for (const { chain, markets } of inScope) {
    if (markets.length === 0) continue
    const node = await openNode({ chainId: chain.id, rpcUrls: chain.rpcUrls })
    for (const market of markets) open.push(openMarket(node, market, chain.staleAfterSeconds, opening.now))
  }
  return { markets: open, unread: inScope.flatMap(({ unread }) => unread) }
}

/** One market through one node. */
export function openMarket(
  node: Node,
  market: ConfiguredMarket,
  staleAfterSeconds: number,
  now: () => number,
): OpenMarket {
  return {
    chain: node satisfies ChainPort,
    market,
    standing: (block) => standingOf(node, block, { staleAfterSeconds, now }),
    uiPool: uiPoolOf(node.client, market),
  }
}

/**
 * Reads the presets or the config file of the scope, or else the file of the environment.
 * @throws UsageError `config_missing`, `rpc_without_preset`, and what `loadNetwork` and `loadPresets` throw.
 */
export async function readConfig(
  { configFile }: Opening,
  { config, preset, rpc }: Scope,
): Promise<NetworkConfig> {
  if (preset !== undefined) return loadPresets({ presets: preset, rpcUrls: rpc ?? [] }, environmentVariable)
  if (rpc !== undefined)
    throw new UsageError({
      code: 'rpc_without_preset',
      happened: 'A provider is named with --rpc, but no preset that it is for.',
      remedy: 'Add --preset NAME, or name the provider in the config file under rpcUrls.',
    })
  const file = config ?? configFile
  if (file !== undefined) return loadNetwork(file, environmentVariable)
  throw new UsageError({
    code: 'config_missing',
    happened: 'No config file is named, so there is no chain to ask.',
    remedy:
      'Give --preset ethereum --rpc URL, or --config FILE, or set REDLINE_CONFIG; config/example.json shows the form, npm run demo needs none.',
  })
}

/** The second reading of a market, where its config names the contract. */
export function uiPoolOf(client: ChainClient, market: ConfiguredMarket): UiPoolPort | undefined {
  if (market.protocol !== 'aave-v3' || market.uiPoolDataProvider === undefined) return undefined
  const { uiPoolDataProvider, addressesProvider } = market
  const ref = { uiPoolDataProvider, addressesProvider }
  return {
    reserves: (block) => readUiPool(client, ref, block),
    user: (account, block) => readUiPoolUser(client, ref, account, block),
  }
}
