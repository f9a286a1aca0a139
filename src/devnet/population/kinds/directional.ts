import type { ReserveSymbol } from '../../deployment.ts'
import type { Choice, Random } from '../../random.ts'
import { type Composed, compose } from '../compose.ts'
import { healthFactor } from '../health.ts'
import { debtSize } from '../size.ts'
import type { MarketTerms } from '../terms.ts'

/** Stablecoins borrowed against one bitcoin token: breaks when BTC falls. */
export function btcBorrower(rng: Random, terms: MarketTerms): Composed {
  return single(rng, terms, rng.weighted(BITCOIN), rng.weighted(STABLE))
}

/** Stablecoins borrowed against ether, staked or not. */
export function ethBorrower(rng: Random, terms: MarketTerms): Composed {
  return single(rng, terms, rng.weighted(ETHER), rng.weighted(STABLE))
}

/** Bitcoin borrowed against stablecoins: breaks when BTC rises. */
export function btcShort(rng: Random, terms: MarketTerms): Composed {
  return single(rng, terms, rng.weighted(STABLE_COLLATERAL), rng.weighted(BITCOIN))
}

/** A debt of a few cents: correct to follow, worth nothing to liquidate. */
export function dust(rng: Random, terms: MarketTerms): Composed {
  const collateral = rng.weighted<ReserveSymbol>([...ETHER, [1, 'WBTC']])
  return compose(terms, {
    debtUsd: rng.between(0.02, 0.95),
    healthFactor: rng.between(1.15, 3),
    collateral: [[collateral, 1]],
    debt: [[rng.weighted(STABLE), 1]],
  })
}

function single(rng: Random, terms: MarketTerms, collateral: ReserveSymbol, debt: ReserveSymbol): Composed {
  return compose(terms, {
    debtUsd: debtSize(rng),
    healthFactor: healthFactor(rng),
    collateral: [[collateral, 1]],
    debt: [[debt, 1]],
  })
}

type Weighted = readonly [Choice<ReserveSymbol>, ...Choice<ReserveSymbol>[]]

const BITCOIN: Weighted = [
  [7, 'WBTC'],
  [3, 'cbBTC'],
]
const ETHER: Weighted = [
  [6, 'WETH'],
  [4, 'wstETH'],
]
const STABLE: Weighted = [
  [5, 'USDC'],
  [4, 'USDT'],
  [1, 'DAI'],
]
const STABLE_COLLATERAL: Weighted = [
  [6, 'USDC'],
  [4, 'USDT'],
]
