import { type FourSets, joinSets } from '../../core/risk/four-sets.ts'
import type { ChainTotals } from '../../core/risk/totals.ts'
import { fourSetsAnswer } from '../answers/risk-totals.ts'
import { filterOf, requireMarkets, type Selecting } from './filters.ts'
import { type Placed, type RiskParts, stages } from './parts.ts'
import type { ChainAt } from './risk-chain.ts'

type Query = Placed & Selecting
type Part = { readonly at: ChainAt; readonly answer: ChainTotals }

/** `/v1/risk/totals`: four sets, whole and split four ways. */
export function totalsQuestion(parts: RiskParts) {
  const { resolve, latest, contextOf, suppositionOf, askAll } = stages<Query>(parts)
  return {
    resolve,
    latest,
    async answer(resolved: { readonly asOf: object }, query: Query) {
      const context = await contextOf(resolved, query)
      requireMarkets(query, context)
      const supposition = suppositionOf(query, context)
      const found = await askAll(context, ({ chain }) => ({
        kind: 'totals' as const,
        supposition,
        filter: filterOf(query, chain.chainId),
      }))
      return {
        ...setsAnswer(found, ({ total }) => total),
        splits: {
          protocol: protocolSplit(found),
          market: found.flatMap((part) =>
            rows(part.answer.markets).map(([key, sets]) => ({
              key,
              chainId: part.at.chain.chainId,
              ...setsAnswer([part], () => sets),
            })),
          ),
          collateral: assetSplit(found, 'collateral'),
          debt: assetSplit(found, 'debt'),
        },
      }
    },
  }
}

/** Four sets of some chains together. */
export function setsAnswer<Answer>(
  found: readonly { readonly at: ChainAt; readonly answer: Answer }[],
  setsOf: (answer: Answer) => FourSets,
) {
  const parts = found.map(({ at, answer }) => ({ chainId: at.chain.chainId, sets: setsOf(answer) }))
  return fourSetsAnswer(joinSets(parts.map(({ sets }) => sets)), parts)
}

function protocolSplit(found: readonly Part[]) {
  const protocols = [...new Set(found.flatMap(({ answer }) => [...answer.protocols.keys()]))].sort()
  return protocols.map((key) => {
    const there = found.filter(({ answer }) => answer.protocols.has(key))
    return { key, ...setsAnswer(there, ({ protocols: sets }) => sets.get(key) ?? joinSets([])) }
  })
}

function assetSplit(found: readonly Part[], side: 'collateral' | 'debt') {
  return found.flatMap((part) => {
    const { chain, terms } = part.at
    const symbols = new Map(terms.flatMap(({ assets }) => assets.map(({ asset, symbol }) => [asset, symbol])))
    return rows(part.answer[side]).map(([asset, sets]) => ({
      key: asset === 'none' ? `${chain.chainId}:none` : `${chain.chainId}:${asset}`,
      chainId: chain.chainId,
      asset: asset === 'none' ? null : asset,
      symbol: asset === 'none' ? null : (symbols.get(asset) ?? asset),
      ...setsAnswer([part], () => sets),
    }))
  })
}

const rows = <Key extends string>(split: ReadonlyMap<Key, FourSets>): readonly (readonly [Key, FourSets])[] =>
  [...split].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
