import { tokenAmount } from '../../core/units.ts'
import { RESERVE_SYMBOLS, type ReserveSymbol } from '../deployment.ts'
import { leg } from './compose.ts'
import type { Leg, PlannedPosition } from './position.ts'
import type { MarketTerms } from './terms.ts'

/**
 * What pure lenders have to supply so that each reserve ends near the usage it has on large markets: borrowed
 * amounts divided by the target, less what borrowers supply themselves, and at least a floor that leaves room for
 * withdrawals and liquidations.
 */
export function liquidityFor(positions: readonly PlannedPosition[], terms: MarketTerms): readonly Leg[] {
  const supplied = totals(positions.flatMap((position) => position.supplies))
  const borrowed = totals(positions.flatMap((position) => position.borrows))
  return RESERVE_SYMBOLS.map((symbol) => {
    const wanted = ((borrowed.get(symbol) ?? 0n) * 10_000n) / TARGET_USAGE_BPS[symbol]
    const missing = wanted - (supplied.get(symbol) ?? 0n)
    const floor = leg(terms.reserves[symbol], FLOOR_USD[symbol]).amount
    return { symbol, amount: missing > floor ? tokenAmount(missing) : floor }
  })
}

const TARGET_USAGE_BPS: Readonly<Record<ReserveSymbol, bigint>> = {
  WBTC: 2_000n,
  cbBTC: 2_000n,
  WETH: 8_000n,
  wstETH: 2_000n,
  LINK: 3_000n,
  USDC: 7_600n,
  USDT: 7_400n,
  DAI: 7_000n,
}

const FLOOR_USD: Readonly<Record<ReserveSymbol, number>> = {
  WBTC: 20e6,
  cbBTC: 10e6,
  WETH: 20e6,
  wstETH: 5e6,
  LINK: 3e6,
  USDC: 20e6,
  USDT: 15e6,
  DAI: 5e6,
}

function totals(legs: readonly Leg[]): ReadonlyMap<ReserveSymbol, bigint> {
  const sums = new Map<ReserveSymbol, bigint>()
  for (const { symbol, amount } of legs) sums.set(symbol, (sums.get(symbol) ?? 0n) + amount)
  return sums
}
