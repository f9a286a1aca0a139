import fc from 'fast-check'
import type { MarketModel } from '../../src/core/risk/market-model.ts'
import type { Driver } from '../../src/core/scenario/driver.ts'
import { composedOf, type PricedAsset } from '../../src/core/scenario/priced-asset.ts'
import { type Scenario, scenarioOf } from '../../src/core/scenario/scenario.ts'
import { leg } from './priced-assets.ts'
import { type RiskMarket, riskMarket, rulesAt } from './risk-book.ts'

/** BTC is the first reserve itself; the others follow something of their own. */
const DRIVERS: readonly Driver[] = ['BTC', 'BTC', 'ETH', 'USD']

/** A random market whose prices are made of one leg each, with the reference that its first reserve states. */
export type ModelMarket = RiskMarket & { readonly model: MarketModel; readonly reference: bigint }

export function modelOf(market: RiskMarket): ModelMarket {
  const assets = [...market.state.reserves.values()].map(({ asset, symbol, price, id }): PricedAsset => {
    const answer = price ?? 0n
    return {
      chainId: 31_337,
      asset,
      symbol,
      price,
      source: undefined,
      ...composedOf({ kind: 'feed', leg: leg(`${symbol}/USD`, answer, DRIVERS[id]) }),
    }
  })
  const model: MarketModel = {
    market: 'test',
    protocol: 'aave-v3',
    priced: assets,
    rules: (prices) => rulesAt(market.state, prices),
  }
  return { ...market, model, reference: assets[0]?.price ?? 1n }
}

export const modelMarket: fc.Arbitrary<ModelMarket> = riskMarket.map(modelOf)

const elasticity = fc.constantFrom('0', '0.5', '1', '1.2', '2', '-0.5', '-1')

/** BTC alone, the market, and any others, prices that move against BTC and ones that reach zero among them. */
export const modelScenario: fc.Arbitrary<Scenario> = fc.oneof(
  fc.constantFrom('btc-only', 'market').map((name) => scenarioOf(name, {}, [])),
  fc.tuple(elasticity, elasticity).map(([ETH, USD]) => scenarioOf('any', { any: { ETH, USD } }, [])),
)
