import { readUiPool, readUiPoolUser } from '../chain/aave-ui-pool.ts'
import { type Node, openNode } from '../chain/node.ts'
import type { OpenMarket, Scope } from '../cli/open-market.ts'
import { environmentVariable } from '../config/env.ts'
import { loadNetwork } from '../config/network.ts'
import type { ChainConfig, NetworkConfig } from '../config/normalise.ts'
import type { Address } from '../core/address.ts'
import { UsageError } from '../core/errors.ts'
import type { UiPoolPort } from '../pipeline/cross-check.ts'
import type { ChainPort } from '../pipeline/ports.ts'
import type { MarketRef } from '../pipeline/snapshot.ts'
import { standingOf } from '../pipeline/standing.ts'

/** What stands between a command line and an open market. */
export type Opening = {
  /** Config file that the environment names. */
  readonly configFile: string | undefined
  readonly now: () => number
  /** Told what is left out, and why. */
  readonly warn: (message: string) => void
}

/** An Aave V3 market of a chain in the config. */
export type ConfiguredMarket = MarketRef & { readonly uiPoolDataProvider: Address | undefined }

/** Opens the chains of all markets in scope, each chain once. */
export async function openMarkets(opening: Opening, scope: Scope): Promise<readonly OpenMarket[]> {
  const network = await readConfig(opening, scope)
  const open: OpenMarket[] = []
  for (const chain of network.chains) {
    const markets = marketsOf(chain.markets, scope, opening.warn)
    if (markets.length === 0) continue
    const node = await openNode({ chainId: chain.id, rpcUrls: chain.rpcUrls })
    for (const market of markets) open.push(openMarket(node, market, chain.staleAfterSeconds, opening.now))
  }
  if (open.length > 0) return open
  throw new UsageError({
    code: 'unknown_market',
    happened:
      scope.market === undefined
        ? 'The config names no market.'
        : `The config names no market "${scope.market}".`,
    remedy: `It has: ${network.chains.flatMap(({ markets }) => markets.map(({ id }) => id)).join(', ') || 'none'}.`,
  })
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
    uiPool: uiPoolOf(node, market),
  }
}

/** Reads the config file of the scope, or else of the environment. */
export async function readConfig({ configFile }: Opening, { config }: Scope): Promise<NetworkConfig> {
  const file = config ?? configFile
  if (file !== undefined) return loadNetwork(file, environmentVariable)
  throw new UsageError({
    code: 'config_missing',
    happened: 'No config file is named, so there is no chain to ask.',
    remedy:
      'Give --config FILE or set REDLINE_CONFIG; config/example.json shows the form, npm run demo needs none.',
  })
}

/** The Aave V3 markets of a chain that are in scope; others are named and left out. */
export function marketsOf(
  markets: ChainConfig['markets'],
  scope: Scope,
  warn: (message: string) => void,
): readonly ConfiguredMarket[] {
  return markets
    .filter(({ id }) => scope.market === undefined || id === scope.market)
    .flatMap((market) => {
      if (market.protocol === 'aave-v3')
        return [{ uiPoolDataProvider: undefined, ...market, fromBlock: BigInt(market.fromBlock) }]
      warn(`${market.id} is left out: this version does not read ${market.protocol}.`)
      return []
    })
}

/** The second reading of a market, where its config names the contract. */
export function uiPoolOf({ client }: Node, market: ConfiguredMarket): UiPoolPort | undefined {
  const { uiPoolDataProvider, addressesProvider } = market
  if (uiPoolDataProvider === undefined) return undefined
  const ref = { uiPoolDataProvider, addressesProvider }
  return {
    reserves: (block) => readUiPool(client, ref, block),
    user: (account, block) => readUiPoolUser(client, ref, account, block),
  }
}
