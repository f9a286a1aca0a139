import { getAddress } from 'viem'
import { priceAdapterAbi, priceFeedAbi } from '../../../abis/oracle/price-source.ts'
import type { Address } from '../../core/address.ts'
import { all, ask, type Call, call, optional, type Plan } from '../plan.ts'
import { type Described, describeComposed, productUnit } from './describe-composed.ts'
import type { OracleShape } from './facts.ts'

/** Adapters stand on each other, such as a ratio on a capped price; none is known that goes deeper than two. */
const DEEPEST = 4

/**
 * Finds out what a price source is made of by asking the getters that Aave's adapters have, one round for each adapter
 * that stands on another one. What is not recognised, or not wholly, is opaque.
 */
export function* describeSource(source: Address): Plan<OracleShape> {
  return (yield* describe(source, DEEPEST)).shape
}

function* describe(source: Address, depth: number): Plan<Described> {
  const said = yield* askSource(source)
  const { decimals } = said
  const opaque: Described = { shape: { kind: 'opaque' }, decimals }
  if (depth === 0) return opaque
  const below = (part: Address) => describe(getAddress(part), depth - 1)
  const parts = yield* all(partsOf(said).map(below))
  if (parts.some(({ shape }) => shape.kind === 'opaque')) return opaque
  const shape = shapeOf(getAddress(source), said, parts) ?? (yield* describeComposed(source, decimals, below))
  return { shape: shape ?? opaque.shape, decimals }
}

type Said =
  ReturnType<typeof askSource> extends Generator<readonly Call[], infer T, readonly unknown[]> ? T : never

function* askSource(source: Address) {
  const [assetToPeg, pegToBase, base, asset, ratioDecimals, ratio, cap, capRatio, ...rest] = yield* ask([
    optional(call(source, priceAdapterAbi, 'ASSET_TO_PEG')),
    optional(call(source, priceAdapterAbi, 'PEG_TO_BASE')),
    optional(call(source, priceAdapterAbi, 'BASE_TO_USD_AGGREGATOR')),
    optional(call(source, priceAdapterAbi, 'ASSET_TO_USD_AGGREGATOR')),
    optional(call(source, priceAdapterAbi, 'RATIO_DECIMALS')),
    optional(call(source, priceAdapterAbi, 'getRatio')),
    optional(call(source, priceAdapterAbi, 'getPriceCap')),
    optional(call(source, priceAdapterAbi, 'getPriceCapRatio')),
    optional(call(source, priceAdapterAbi, 'PRICE')),
    optional(call(source, priceAdapterAbi, 'price')),
    optional(call(source, priceFeedAbi, 'aggregator')),
    optional(call(source, priceFeedAbi, 'decimals')),
  ])
  const [constant, settable, aggregator, decimals] = rest
  const fixed = constant ?? settable
  return {
    assetToPeg,
    pegToBase,
    base,
    asset,
    ratioDecimals,
    ratio,
    cap,
    capRatio,
    fixed,
    aggregator,
    decimals,
  }
}

/** The sources that an adapter stands on; which ones it has tells what it is. */
function partsOf(said: Said): readonly Address[] {
  const { assetToPeg, pegToBase, base, asset, ratio } = said
  if (assetToPeg !== undefined && pegToBase !== undefined) return [assetToPeg, pegToBase]
  if (base !== undefined && ratio !== undefined) return [base]
  return [asset, asset === undefined ? undefined : base].filter((part) => part !== undefined)
}

function shapeOf(source: Address, said: Said, parts: readonly Described[]): OracleShape | undefined {
  const { assetToPeg, pegToBase, base, asset, ratioDecimals, ratio, cap, capRatio, fixed, aggregator } = said
  const [first, second] = parts
  if (first === undefined) {
    // Every adapter answers like a feed; only a Chainlink proxy names an aggregator behind it.
    if (aggregator !== undefined) return { kind: 'feed', feed: source }
    return fixed === undefined ? undefined : { kind: 'fixed', feed: source }
  }
  const ratioUnit = ratioDecimals === undefined ? undefined : 10n ** BigInt(ratioDecimals)
  if (assetToPeg !== undefined && pegToBase !== undefined && second !== undefined) {
    const unit = productUnit(first.decimals, second.decimals, said.decimals)
    return unit === undefined ? undefined : { kind: 'product', asset: first.shape, peg: second.shape, unit }
  }
  if (base !== undefined && ratio !== undefined)
    return ratioUnit === undefined
      ? undefined
      : { kind: 'ratio', base: first.shape, ratio: source, unit: ratioUnit }
  if (asset !== undefined && second === undefined && cap !== undefined)
    return { kind: 'capped', of: first.shape, cap: source }
  if (second !== undefined && capRatio !== undefined)
    return ratioUnit === undefined
      ? undefined
      : { kind: 'relative-cap', of: first.shape, base: second.shape, ratio: source, unit: ratioUnit }
  return undefined
}
