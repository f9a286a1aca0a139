import type { Random } from '../../random.ts'
import { type Composed, compose } from '../compose.ts'
import { loopHealthFactor } from '../health.ts'
import { debtSize } from '../size.ts'
import type { MarketTerms } from '../terms.ts'

/** WETH borrowed against wstETH in the ether mode: carries interest, hardly any price risk. */
export function ethLoop(rng: Random, terms: MarketTerms): Composed {
  return compose(terms, {
    debtUsd: debtSize(rng),
    healthFactor: loopHealthFactor(rng),
    collateral: [['wstETH', 1]],
    debt: [['WETH', 1]],
    eMode: terms.eModes.ether,
  })
}

/** One bitcoin token borrowed against the other in the bitcoin mode: risks the peg of WBTC only. */
export function btcLoop(rng: Random, terms: MarketTerms): Composed {
  const [collateral, debt] = rng.chance(0.5) ? (['WBTC', 'cbBTC'] as const) : (['cbBTC', 'WBTC'] as const)
  return compose(terms, {
    debtUsd: debtSize(rng),
    healthFactor: loopHealthFactor(rng),
    collateral: [[collateral, 1]],
    debt: [[debt, 1]],
    eMode: terms.eModes.bitcoin,
  })
}

/** One stablecoin borrowed against another, without a mode. */
export function stableLoop(rng: Random, terms: MarketTerms): Composed {
  const [collateral, debt] = rng.chance(0.5) ? (['USDC', 'USDT'] as const) : (['USDT', 'USDC'] as const)
  return compose(terms, {
    debtUsd: debtSize(rng),
    healthFactor: rng.between(1.03, 1.3),
    collateral: [[collateral, 1]],
    debt: [[debt, 1]],
  })
}
