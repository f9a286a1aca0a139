import { erc20Abi, getAddress } from 'viem'
import { cometAbi } from '../../../abis/compound-v3/comet.ts'
import type { Address } from '../../core/address.ts'
import { tokenAmount } from '../../core/units.ts'
import { ask, call, optional, type Plan } from '../plan.ts'
import type { CometAssetFact, CometMarketFact, RateCurve } from './facts.ts'
import { factor } from './units.ts'

/** By what a market is found, and what states in USD what it counts in, where that is not USD. */
export type CometContract = {
  readonly comet: Address
  readonly numeraireFeed: Address | undefined
}

/** What of an asset changes with an upgrade alone. */
export type AssetCode = Omit<CometAssetFact, 'kind' | 'total' | 'balance'>

/** A market's parameters, which stand in its code. */
export type CometCode = { readonly terms: CometMarketFact; readonly assets: readonly AssetCode[] }

/** Reads what the code of a market says; three rounds. */
export function* readCode({ comet, numeraireFeed }: CometContract): Plan<CometCode> {
  const said = yield* ask([
    call(comet, cometAbi, 'baseToken'),
    call(comet, cometAbi, 'baseTokenPriceFeed'),
    call(comet, cometAbi, 'decimals'),
    call(comet, cometAbi, 'numAssets'),
    call(comet, cometAbi, 'storeFrontPriceFactor'),
    call(comet, cometAbi, 'targetReserves'),
    call(comet, cometAbi, 'baseBorrowMin'),
    optional(call(comet, cometAbi, 'symbol')),
    call(comet, cometAbi, 'supplyKink'),
    call(comet, cometAbi, 'supplyPerSecondInterestRateBase'),
    call(comet, cometAbi, 'supplyPerSecondInterestRateSlopeLow'),
    call(comet, cometAbi, 'supplyPerSecondInterestRateSlopeHigh'),
    call(comet, cometAbi, 'borrowKink'),
    call(comet, cometAbi, 'borrowPerSecondInterestRateBase'),
    call(comet, cometAbi, 'borrowPerSecondInterestRateSlopeLow'),
    call(comet, cometAbi, 'borrowPerSecondInterestRateSlopeHigh'),
  ])
  const [baseToken, baseFeed, baseDecimals, count, storeFront, targetReserves, baseBorrowMin, symbol] = said
  const [, , , , , , , , ...rates] = said
  const base = getAddress(baseToken)
  const assets = yield* readAssets(comet, count)
  const [baseSymbol, ...symbols] = yield* ask([
    optional(call(base, erc20Abi, 'symbol')),
    ...assets.map(({ asset }) => optional(call(asset, erc20Abi, 'symbol'))),
  ])
  return {
    assets: assets.map((asset, i) => ({ ...asset, symbol: symbols[i] ?? asset.asset })),
    terms: {
      kind: 'comet-market',
      comet: getAddress(comet),
      symbol: symbol ?? comet,
      base,
      baseSymbol: baseSymbol ?? base,
      baseDecimals,
      baseFeed: getAddress(baseFeed),
      numeraireFeed: numeraireFeed && getAddress(numeraireFeed),
      assets: assets.map(({ asset }) => asset),
      supplyRate: curveOf(rates.slice(0, 4)),
      borrowRate: curveOf(rates.slice(4)),
      storeFrontPriceFactor: factor(storeFront),
      targetReserves: tokenAmount(targetReserves),
      baseBorrowMin: tokenAmount(baseBorrowMin),
    },
  }
}

const curveOf = ([kink = 0n, base = 0n, low = 0n, high = 0n]: readonly bigint[]): RateCurve => ({
  kink: factor(kink),
  base: factor(base),
  low: factor(low),
  high: factor(high),
})

function* readAssets(comet: Address, count: number): Plan<readonly Omit<AssetCode, 'symbol'>[]> {
  const infos = yield* ask(
    Array.from({ length: count }, (_, place) => call(comet, cometAbi, 'getAssetInfo', place)),
  )
  return infos.map((info) => ({
    asset: getAddress(info.asset),
    // The contract keeps 10 ^ decimals.
    decimals: info.scale.toString().length - 1,
    offset: info.offset,
    feed: getAddress(info.priceFeed),
    borrowFactor: factor(info.borrowCollateralFactor),
    liquidateFactor: factor(info.liquidateCollateralFactor),
    liquidationFactor: factor(info.liquidationFactor),
    supplyCap: tokenAmount(info.supplyCap),
  }))
}
