import type { ControlTotal, Known } from '../adapter.ts'
import { knownComet, knownFact } from './known-terms.ts'

/** Debts and collateral sum to what the contract states, exactly: nobody is missing. */
export function cometControlTotals(known: Known, market: string): readonly ControlTotal[] {
  const found = knownComet(known, market)
  const base = knownFact(known, market, 'comet-base', '')
  if (found === undefined || base === undefined) return []
  const owed = known.sumOf(market, found.terms.base).debt
  return [
    { subject: found.terms.base, total: 'debt', known: owed, stated: base.totalBorrow },
    ...found.assets.map(({ asset, total }) => ({
      subject: asset,
      total: 'collateral' as const,
      known: known.sumOf(market, asset).collateral,
      stated: total,
    })),
  ]
}
