import { addressesProviderAbi } from '../../abis/aave-v3/addresses-provider.ts'
import { cometAbi } from '../../abis/compound-v3/comet.ts'
import type { Address } from '../core/address.ts'
import type { MarketRef } from './market-ref.ts'
import { ask, call, optional, type Plan } from './plan.ts'

/** The contract that a market is found by. */
export const contractOf = (market: MarketRef): Address =>
  market.protocol === 'aave-v3' ? market.addressesProvider : market.comet

/** The cheapest question that needs a market's state, whether it exists there already or not. */
export function* isMarketThere(market: MarketRef): Plan<void> {
  if (market.protocol === 'aave-v3')
    yield* ask([optional(call(market.addressesProvider, addressesProviderAbi, 'getPool'))])
  else yield* ask([optional(call(market.comet, cometAbi, 'baseToken'))])
}
