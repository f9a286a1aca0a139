import { oracleAbi } from '../../../abis/aave-v3/oracle.ts'
import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import { baseValue } from '../../core/units.ts'
import { ask, call, optional, type Plan } from '../plan.ts'
import type { AaveFact, AaveMarketFact } from './facts.ts'

/** What the oracle answers for each price source of a category, in one round; absent where it answers nothing. */
export function* readSourcePrices(
  place: FactPlace,
  oracle: Address,
  sources: readonly Address[],
): Plan<readonly AaveFact[]> {
  const prices = yield* ask(
    sources.map((source) => optional(call(oracle, oracleAbi, 'getAssetPrice', source))),
  )
  return sources.map((asset, i): AaveFact => {
    const price = prices[i]
    return { ...place, kind: 'price', asset, price: price === undefined ? undefined : baseValue(price) }
  })
}

/** Everything in a market that has a price: its assets, and what categories are priced by. */
export const pricedIn = ({ assets, priceSources = [] }: Pick<AaveMarketFact, 'assets' | 'priceSources'>) => [
  ...assets,
  ...priceSources.filter((source) => !assets.includes(source)),
]
