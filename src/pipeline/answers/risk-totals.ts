import type { FourSets, RiskTotals } from '../../core/risk/four-sets.ts'
import type { RiskSums } from '../../core/risk/risk-sums.ts'
import { usd } from './money.ts'

/** Sums of one chain, whose assets need the chain to be named. */
export type OfChain = { readonly chainId: number; readonly sets: FourSets }

const SETS = ['all', 'already', 'added', 'relieved'] as const

/** The four sets in JSON; the chains' parts of each are its seizable units. */
export function fourSetsAnswer(joined: FourSets, parts: readonly OfChain[]) {
  const answer = (set: (typeof SETS)[number]) =>
    totalsAnswer(
      joined[set],
      parts.map(({ chainId, sets }) => ({ chainId, sums: sets[set] })),
    )
  return {
    all: answer('all'),
    already: answer('already'),
    added: answer('added'),
    relieved: answer('relieved'),
  }
}

function totalsAnswer(
  totals: RiskTotals,
  parts: readonly { readonly chainId: number; readonly sums: RiskSums }[],
) {
  return {
    positions: totals.positions,
    accounts: totals.accounts,
    collateralUsd: usd(totals.collateral),
    debtUsd: usd(totals.debt),
    netUsd: usd(totals.collateral - totals.debt),
    sameDriverUsd: usd(totals.sameDriver),
    repayableUsd: usd(totals.repayable),
    seizableUsd: usd(totals.seizable),
    repayableFullUsd: usd(totals.repayableFull),
    seizableFullUsd: usd(totals.seizableFull),
    feeUsd: usd(totals.fee),
    insolventUsd: usd(totals.insolvent),
    badDebtUsd: usd(totals.badDebt),
    blocked: {
      positions: totals.blockedPositions,
      debtUsd: usd(totals.blockedDebt),
      reasons: Object.fromEntries([...totals.reasons].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    unvalued: totals.unvalued,
    seizableRaw: parts.flatMap(({ chainId, sums }) =>
      [...sums.seizableRaw]
        .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
        .map(([asset, raw]) => ({ chainId, asset, raw: raw.toString() })),
    ),
  }
}
