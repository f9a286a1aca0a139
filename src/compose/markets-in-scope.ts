import type { Scope, UnreadMarket } from '../cli/open-market.ts'
import type { ChainConfig, NetworkConfig } from '../config/normalise.ts'
import type { Address } from '../core/address.ts'
import { UsageError } from '../core/errors.ts'
import type { MarketRef } from '../protocols/market-ref.ts'

/** A market of a chain in the config; Aave V3 has a second way to be read. */
export type ConfiguredMarket = MarketRef & { readonly uiPoolDataProvider?: Address | undefined }

/** The markets of one chain that are in scope: those that can be read, and the others. */
export type ChainScope = {
  readonly chain: ChainConfig
  readonly markets: readonly ConfiguredMarket[]
  readonly unread: readonly UnreadMarket[]
}

/**
 * The chains of a config on which a market is in scope.
 * @throws UsageError `unknown_market` when not one of these markets can be read.
 */
export function chainsInScope({ chains }: NetworkConfig, scope: Scope): readonly ChainScope[] {
  const all = chains.map((chain) => chainScope(chain, scope))
  const found = all.filter(({ markets, unread }) => markets.length + unread.length > 0)
  if (found.some(({ markets }) => markets.length > 0)) return found
  const readable = chains.flatMap((chain) => chainScope(chain, {}).markets.map(({ id }) => id))
  throw unknownMarket(
    scope,
    found.flatMap(({ unread }) => unread),
    readable,
  )
}

function chainScope(chain: ChainConfig, { market: wanted }: Scope): ChainScope {
  const markets: ConfiguredMarket[] = []
  for (const market of chain.markets) {
    if (wanted !== undefined && market.id !== wanted) continue
    markets.push({ btcUsdFeed: chain.btcUsdFeed, ...market, fromBlock: BigInt(market.fromBlock) })
  }
  // Every protocol that the config accepts can be read.
  return { chain, markets, unread: [] }
}

function unknownMarket(
  { market }: Scope,
  unread: readonly UnreadMarket[],
  readable: readonly string[],
): UsageError {
  const named = market === undefined ? 'no market' : `no market "${market}"`
  const there = unread.map((one) => `"${one.market}" (${one.protocol})`).join(', ')
  return new UsageError({
    code: 'unknown_market',
    happened:
      unread.length === 0
        ? `The config names ${named}.`
        : `The config names ${there}, which this version cannot read.`,
    remedy:
      readable.length === 0
        ? 'Add a market to it; config/example.json shows the form.'
        : `It can read: ${readable.join(', ')}.`,
    context: { market },
  })
}
