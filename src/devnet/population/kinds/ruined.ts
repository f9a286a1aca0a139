import { tokenAmount } from '../../../core/units.ts'
import type { Random } from '../../random.ts'
import { type Composed, compose, leg } from '../compose.ts'
import type { Leg } from '../position.ts'
import { retailSize } from '../size.ts'
import type { MarketTerms } from '../terms.ts'

/** How prices stand while the ruined are ruined, as ratios to the prices of the plan. */
export const RUIN = { bitcoin: 0.3, ether: 1.3 } as const

/**
 * USDC borrowed against WBTC by an account that is liquidated of all its WBTC before the market opens, at the prices
 * of `RUIN`. Since revision 7 the pool writes a debt off when it takes an account's last collateral, so a debt stays
 * only where some other collateral was worth something at that moment. For half of these accounts that is a sum that
 * no liquidator cares for; for the other half a few million wei of wstETH, one unit of the base currency then and nothing at the
 * prices of the plan: debt with collateral 0 and health factor 0.
 */
export function ruined(rng: Random, terms: MarketTerms): Composed {
  const debtUsd = Math.max(500, retailSize(rng) / 4)
  const composed = compose(terms, {
    debtUsd,
    healthFactor: rng.between(1.08, 1.2),
    collateral: [['WBTC', 1]],
    debt: [['USDC', 1]],
  })
  const rest = rng.chance(0.5) ? speck(terms) : leg(terms.reserves.WETH, rng.between(0.5, 20))
  return { ...composed, supplies: [...composed.supplies, rest], healthFactor: undefined }
}

/** The wstETH that is worth 0.8 units of the base currency: 0 when rounded down, 1 once ether costs 1.3 times as much. */
function speck({ reserves }: MarketTerms): Leg {
  const amount = (8n * 10n ** BigInt(reserves.wstETH.decimals)) / (10n * reserves.wstETH.price)
  return { symbol: 'wstETH', amount: tokenAmount(amount) }
}
