import type { Random } from '../../random.ts'
import { type Composed, compose } from '../compose.ts'
import { healthFactor } from '../health.ts'
import { retailSize } from '../size.ts'
import type { MarketTerms } from '../terms.ts'

/**
 * Stablecoins borrowed against LINK in isolation. The pool does not switch such a collateral on by itself, and limits
 * what all these accounts owe together, so that each keeps to `ceilingUsd`.
 */
export function isolated(rng: Random, terms: MarketTerms, ceilingUsd: number): Composed {
  const stable = (['USDC', 'USDT', 'DAI'] as const).filter((it) => terms.reserves[it].borrowableInIsolation)
  const [first = 'USDC', ...others] = stable
  return compose(terms, {
    debtUsd: Math.min(retailSize(rng), ceilingUsd),
    healthFactor: healthFactor(rng),
    collateral: [['LINK', 1]],
    debt: [[rng.pick([first, ...others]), 1]],
  })
}
