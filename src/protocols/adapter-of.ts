import { aaveAdapter } from './aave-v3/index.ts'
import type { Adapter } from './adapter.ts'
import { cometAdapter } from './compound-v3/index.ts'
import type { MarketRef } from './market-ref.ts'

/** A market as the pipeline follows it. */
export function adapterOf(market: MarketRef): Adapter {
  const { id, btcUsdFeed } = market
  if (market.protocol === 'aave-v3') return aaveAdapter(id, market.addressesProvider, { btcUsdFeed })
  return cometAdapter(id, {
    comet: market.comet,
    numeraireFeed: market.numeraireUsdFeed,
    btcUsdFeed,
  })
}
