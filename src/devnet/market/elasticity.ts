import { decimal } from '../../core/decimal.ts'
import type { FeedName } from '../deployment.ts'

const MILLIONTHS = 6
const ONE = 10n ** BigInt(MILLIONTHS)

/** How strongly a feed follows BTC, in millionths: 1,200,000 moves 12 % when BTC moves 10 %. */
export type Elasticities = Readonly<Record<FeedName, bigint>>

/** The local market's assumption. Invented, in the range seen for these pairs in falling markets. */
export const ELASTICITIES: Elasticities = {
  'BTC/USD': 1_000_000n,
  'WBTC/BTC': 0n,
  'ETH/USD': 1_200_000n,
  'LINK/USD': 1_400_000n,
  'USDC/USD': 0n,
  'USDT/USD': 0n,
  'DAI/USD': 0n,
}

/** The same assumption as a configured scenario says it: by what a feed's price follows, as decimal numbers. */
export const CORRELATED = {
  ETH: decimal(ELASTICITIES['ETH/USD'], MILLIONTHS),
  SELF: decimal(ELASTICITIES['LINK/USD'], MILLIONTHS),
} as const

/**
 * The answer of a feed when BTC stands at `btc`: reference × max(0, 1 + e · (b − 1)) with b = btc / btcReference,
 * rounded down, and at least 1, because a feed that answers zero makes the market unreadable.
 */
export function moved(reference: bigint, elasticity: bigint, btc: bigint, btcReference: bigint): bigint {
  const one = ONE * btcReference
  const factor = one + elasticity * (btc - btcReference)
  const answer = factor > 0n ? (reference * factor) / one : 0n
  return answer > 1n ? answer : 1n
}
