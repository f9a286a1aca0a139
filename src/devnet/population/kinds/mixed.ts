import type { ReserveSymbol } from '../../deployment.ts'
import type { Random } from '../../random.ts'
import { type Composed, compose, leg, type Mix, type Share } from '../compose.ts'
import { healthFactor } from '../health.ts'
import { debtSize } from '../size.ts'
import type { MarketTerms } from '../terms.ts'

/**
 * Two or three collaterals and one to three debts, never the same token on both sides. A third of these accounts
 * also hold a supply that they have switched off as collateral.
 */
export function mixed(rng: Random, terms: MarketTerms): Composed {
  const collateral = some(rng, COLLATERAL, rng.integer(2, 3))
  const held = collateral.map(([symbol]) => symbol)
  const debtUsd = debtSize(rng)
  const composed = compose(terms, {
    debtUsd,
    healthFactor: healthFactor(rng),
    collateral,
    // USDT is never collateral here, so that there is always something to borrow.
    debt: some(rng, ['USDT', ...DEBT.filter((symbol) => !held.includes(symbol))], rng.integer(1, 3)),
  })
  const idle = COLLATERAL.find((symbol) => !held.includes(symbol))
  if (idle === undefined || !rng.chance(1 / 3)) return composed
  return {
    ...composed,
    supplies: [...composed.supplies, leg(terms.reserves[idle], debtUsd * rng.between(0.05, 0.5))],
    flags: [{ symbol: idle, collateral: false }],
  }
}

type Symbols = readonly [ReserveSymbol, ...ReserveSymbol[]]

const COLLATERAL: Symbols = ['WBTC', 'cbBTC', 'WETH', 'wstETH', 'USDC']
const DEBT: Symbols = ['USDC', 'DAI', 'WETH', 'LINK']

/** `count` different symbols, or all there are, with weights. */
function some(rng: Random, list: Symbols, count: number): Mix {
  const share = (symbol: ReserveSymbol): Share => [symbol, rng.between(0.3, 1)]
  const first = rng.pick(list)
  const others = list
    .filter((symbol) => symbol !== first)
    .map((symbol) => ({ symbol, place: rng.bits() }))
    .sort((a, b) => a.place - b.place)
  return [share(first), ...others.slice(0, count - 1).map(({ symbol }) => share(symbol))]
}
