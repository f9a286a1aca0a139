import { getAddress } from 'viem'
import { composedFeedAbi } from '../../../abis/oracle/price-source.ts'
import type { Address } from '../../core/address.ts'
import { all, ask, call, optional, type Plan } from '../plan.ts'
import type { OracleShape } from './facts.ts'

/** A price source: what it is made of, and with how many decimals it answers. */
export type Described = { readonly shape: OracleShape; readonly decimals: number | undefined }

/** The adapter multiplies by 10 ^ its own decimals and divides by 10 ^ those of both legs: one division all the same. */
export function productUnit(asset?: number, peg?: number, own?: number): bigint | undefined {
  if (asset === undefined || peg === undefined || own === undefined || asset + peg < own) return undefined
  return 10n ** BigInt(asset + peg - own)
}

/**
 * Finds out what one of Compound's price feeds is made of, by the getters that its public sources have (contracts/
 * pricefeeds): constants, other decimals, products and quotients. Undefined for any other contract.
 */
export function* describeComposed(
  source: Address,
  own: number | undefined,
  below: (part: Address) => Plan<Described>,
): Plan<OracleShape | undefined> {
  const [constant, underlying, rateProvider, a, b, firstScale, wrapped, bitcoin] = yield* ask([
    optional(call(source, composedFeedAbi, 'constantPrice')),
    optional(call(source, composedFeedAbi, 'underlyingPriceFeed')),
    optional(call(source, composedFeedAbi, 'rateProvider')),
    optional(call(source, composedFeedAbi, 'priceFeedA')),
    optional(call(source, composedFeedAbi, 'priceFeedB')),
    optional(call(source, composedFeedAbi, 'priceFeedAScale')),
    optional(call(source, composedFeedAbi, 'WBTCToBTCPriceFeed')),
    optional(call(source, composedFeedAbi, 'BTCToUSDPriceFeed')),
  ])
  if (constant !== undefined) return { kind: 'fixed', feed: getAddress(source) }
  if (underlying !== undefined && rateProvider === undefined) {
    const inner = yield* below(underlying)
    // A rate of a token contract, and not another feed: the answer itself is the only leg, called by its description.
    return isOpaque(inner) ? { kind: 'feed', feed: getAddress(source) } : scaled(inner, own)
  }
  const [left, right] = [a ?? wrapped, b ?? bitcoin]
  if (left === undefined || right === undefined) return undefined
  const [first, second] = yield* all([below(left), below(right)])
  if (first === undefined || second === undefined || isOpaque(first) || isOpaque(second)) return undefined
  return firstScale === undefined ? product(first, second, own) : quotient(first, second, own)
}

const isOpaque = ({ shape }: Described): boolean => shape.kind === 'opaque'

function scaled(below: Described, own: number | undefined): OracleShape | undefined {
  const { shape, decimals } = below
  if (isOpaque(below) || own === undefined || decimals === undefined) return undefined
  const [up, down] = own > decimals ? [own - decimals, 0] : [0, decimals - own]
  return { kind: 'scaled', of: shape, up: 10n ** BigInt(up), down: 10n ** BigInt(down) }
}

/** The second one is the one in USD, which leads. */
function product(first: Described, second: Described, own: number | undefined): OracleShape | undefined {
  const unit = productUnit(first.decimals, second.decimals, own)
  return unit === undefined ? undefined : { kind: 'product', asset: first.shape, peg: second.shape, unit }
}

/** It divides by the second answer and then by the first one's unit: one division by both all the same. */
function quotient(first: Described, second: Described, own: number | undefined): OracleShape | undefined {
  if (own === undefined || first.decimals === undefined || second.decimals === undefined) return undefined
  const up = 10n ** BigInt(second.decimals + own)
  const down = 10n ** BigInt(first.decimals)
  return { kind: 'quotient', of: first.shape, by: second.shape, up, down }
}
