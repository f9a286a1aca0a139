import type { FourSets } from '../../core/risk/four-sets.ts'
import { joinSets } from '../../core/risk/four-sets.ts'
import { scenarioOf } from '../../core/scenario/scenario.ts'
import { usd } from '../answers/money.ts'
import { referenceOf } from './context.ts'
import { filterOf, requireMarkets, type Selecting } from './filters.ts'
import { type Placed, type RiskParts, stages } from './parts.ts'
import { setsAnswer } from './totals-question.ts'

type Query = Placed & Selecting & { readonly from: bigint; readonly to: bigint; readonly step: bigint }

/** `/v1/risk/curve`: the four sets at each of many BTC prices, ascending. */
export function curveQuestion(parts: RiskParts) {
  const { resolve, latest, contextOf, suppositionOf, askAll } = stages<Query>(parts)
  return {
    resolve,
    latest,
    async answer(resolved: { readonly asOf: object }, query: Query) {
      const context = await contextOf(resolved, query)
      requireMarkets(query, context)
      const supposition = suppositionOf(query, context)
      const scenario = supposition?.scenario ?? scenarioOf('btc-only', parts.config.scenarios, [])
      const reference = referenceOf(context)
      const prices: bigint[] = []
      for (let price = query.from; price <= query.to; price += query.step) prices.push(price)
      const found = await askAll(context, ({ chain }) => ({
        kind: 'curve' as const,
        scenario,
        reference,
        prices,
        filter: filterOf(query, chain.chainId),
      }))
      return {
        points: prices.map((price, i) => ({
          btcPrice: usd(price),
          ...setsAnswer(found, (points): FourSets => points[i]?.sets ?? joinSets([])),
        })),
      }
    },
  }
}
