import { timestamp } from '../../core/units.ts'
import { isoTime } from '../answers/as-of.ts'
import { filterOf, requireMarkets, type Selecting } from './filters.ts'
import { type Placed, type RiskParts, resolvedOf, stages } from './parts.ts'
import { setsAnswer } from './totals-question.ts'

type Query = Placed & Selecting & { readonly from: bigint; readonly to: bigint; readonly step: bigint }

/**
 * `/v1/risk/history`: the four sets at one BTC price, or at the prices of the moment, at many moments. Each moment is
 * answered as of the last stored end not after it, one after the other, each by a book that is rebuilt unless a thread still
 * holds it.
 */
export function historyQuestion(parts: RiskParts) {
  const { resolve, suppositionOf, askAll } = stages<Query>(parts)
  return {
    resolve,
    async answer(_resolved: { readonly asOf: object }, query: Query, signal: AbortSignal) {
      const points = []
      for (let moment = query.from; moment <= query.to; moment += query.step) {
        signal.throwIfAborted()
        const notAfter = timestamp(moment)
        const context = await parts.contexts.at({ blockOf: () => ({ notAfter }), named: [] })
        requireMarkets(query, context)
        const supposition = suppositionOf(query, context)
        const found = await askAll(context, ({ chain }) => ({
          kind: 'totals' as const,
          supposition,
          filter: filterOf(query, chain.chainId),
        }))
        const { asOf, missing } = resolvedOf(parts, context, query)
        points.push({
          time: isoTime(notAfter),
          asOf,
          complete: missing.length === 0,
          missing,
          ...setsAnswer(found, ({ total }) => total),
        })
      }
      return { points }
    },
  }
}
