import { RESERVE_SYMBOLS } from '../../deployment.ts'
import type { Random } from '../../random.ts'
import { type Composed, leg } from '../compose.ts'
import { retailSize } from '../size.ts'
import type { MarketTerms } from '../terms.ts'

/** An account that only lends: one to three assets, no debt, no health factor. */
export function supplier(rng: Random, terms: MarketTerms): Composed {
  const first = rng.pick(RESERVE_SYMBOLS)
  const others = RESERVE_SYMBOLS.filter((symbol) => symbol !== first && rng.chance(0.12)).slice(0, 2)
  return {
    supplies: [first, ...others].map((symbol) => leg(terms.reserves[symbol], retailSize(rng))),
    eMode: 0,
    flags: [],
    borrows: [],
    withdrawals: [],
    healthFactor: undefined,
  }
}
