import type { FeedName } from '../deployment.ts'
import type { DevnetPrices } from '../feeds/prices.ts'
import type { Random } from '../random.ts'

/** Where the price legs and the staked ratio go next. */
export type NextPrices = Pick<DevnetPrices, 'legs' | 'stakedRatio'>

/** How a random market moves: a little, a lot, one peg alone, or as far down as makes bad debt. */
export type Upheaval = 'drift' | 'shock' | 'depeg' | 'crash'

/**
 * Random prices that stay near `home`, so that a long history neither dies out nor runs away: drift within 3 %, shocks
 * within 25 %, a peg 0.9 to 1.02, or a crash to a third. Only drift raises the staked ratio.
 */
export function nextPrices(rng: Random, home: NextPrices, upheaval: Upheaval): NextPrices {
  const { legs, stakedRatio } = home
  const times = (factors: Partial<Record<FeedName, number>>): DevnetPrices['legs'] => ({
    ...legs,
    ...Object.fromEntries(
      Object.entries(factors).map(([name, factor]) => [name, scaled(legs[name as FeedName], factor)]),
    ),
  })
  switch (upheaval) {
    case 'drift':
      return {
        legs: times({
          'BTC/USD': around(rng, 0.03),
          'ETH/USD': around(rng, 0.03),
          'LINK/USD': around(rng, 0.04),
        }),
        stakedRatio: stakedRatio + stakedRatio / BigInt(rng.integer(2_000, 20_000)),
      }
    case 'shock': {
      const btc = around(rng, 0.25)
      return {
        legs: times({ 'BTC/USD': btc, 'ETH/USD': btc * around(rng, 0.08), 'LINK/USD': btc }),
        stakedRatio,
      }
    }
    case 'depeg': {
      const name = rng.pick(['WBTC/BTC', 'USDC/USD', 'USDT/USD', 'DAI/USD'] as const)
      return { legs: times({ [name]: rng.between(0.9, 1.02) }), stakedRatio }
    }
    case 'crash': {
      const btc = rng.between(0.3, 0.45)
      return { legs: times({ 'BTC/USD': btc, 'ETH/USD': btc * 0.9, 'LINK/USD': btc * 0.8 }), stakedRatio }
    }
  }
}

function around(rng: Random, width: number): number {
  return rng.between(1 - width, 1 + width)
}

/** Exact to a millionth, so that the same draw gives the same integer everywhere. */
function scaled(answer: bigint, factor: number): bigint {
  return (answer * BigInt(Math.floor(factor * 1e6))) / 1_000_000n
}
