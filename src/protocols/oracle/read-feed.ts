import { priceAdapterAbi, priceFeedAbi } from '../../../abis/oracle/price-source.ts'
import { ask, call, optional, type Plan } from '../plan.ts'
import type { FeedFact, RatioGrowth } from './facts.ts'
import type { WantedFeed } from './shape-feeds.ts'

/**
 * Reads what a contract answers, in one round. Its description and decimals are read with it every time: behind a proxy
 * they change with the aggregator, and no log that is watched says so.
 */
export function* readFeed(wanted: WantedFeed): Plan<FeedFact> {
  const nothing = { answer: undefined, roundId: undefined, updatedAt: undefined, growth: undefined }
  switch (wanted.role) {
    case 'price':
      return { kind: 'feed', ...wanted, ...nothing, ...(yield* readPrice(wanted)) }
    case 'ratio':
      return { kind: 'feed', ...wanted, ...nothing, ...(yield* readRatio(wanted)) }
    case 'cap':
      return { kind: 'feed', ...wanted, ...nothing, ...(yield* readCap(wanted)) }
    case 'cap-ratio':
      return { kind: 'feed', ...wanted, ...nothing, ...(yield* readCapRatio(wanted)) }
  }
}

/** Aave's oracle and its adapters ask for `latestAnswer`; the round is what says when that was written. */
function* readPrice({ contract }: WantedFeed) {
  const [description, decimals, answer, round] = yield* ask([
    optional(call(contract, priceFeedAbi, 'description')),
    optional(call(contract, priceFeedAbi, 'decimals')),
    optional(call(contract, priceFeedAbi, 'latestAnswer')),
    optional(call(contract, priceFeedAbi, 'latestRoundData')),
  ])
  const [roundId, roundAnswer, , updatedAt] = round ?? []
  return { description, decimals, answer: answer ?? roundAnswer, roundId, updatedAt }
}

function* readRatio({ contract }: WantedFeed) {
  const [description, decimals, answer, ratio, timestamp, scaled, scale, plain] = yield* ask([
    optional(call(contract, priceFeedAbi, 'description')),
    optional(call(contract, priceAdapterAbi, 'RATIO_DECIMALS')),
    optional(call(contract, priceAdapterAbi, 'getRatio')),
    optional(call(contract, priceAdapterAbi, 'getSnapshotRatio')),
    optional(call(contract, priceAdapterAbi, 'getSnapshotTimestamp')),
    optional(call(contract, priceAdapterAbi, 'getMaxRatioGrowthPerSecondScaled')),
    optional(call(contract, priceAdapterAbi, 'SCALING_FACTOR')),
    optional(call(contract, priceAdapterAbi, 'getMaxRatioGrowthPerSecond')),
  ])
  // Newer adapters keep the growth with more digits, and state it without them too.
  const speed =
    scaled !== undefined && scale !== undefined && scale > 0n
      ? { perSecond: scaled, scale }
      : plain !== undefined && { perSecond: plain, scale: 1n }
  const growth: RatioGrowth | undefined =
    ratio !== undefined && timestamp !== undefined && speed ? { ratio, timestamp, ...speed } : undefined
  return { description, decimals, answer, growth }
}

function* readCap({ contract }: WantedFeed) {
  const [description, decimals, answer] = yield* ask([
    optional(call(contract, priceFeedAbi, 'description')),
    optional(call(contract, priceFeedAbi, 'decimals')),
    optional(call(contract, priceAdapterAbi, 'getPriceCap')),
  ])
  return { description, decimals, answer }
}

function* readCapRatio({ contract }: WantedFeed) {
  const [description, decimals, answer] = yield* ask([
    optional(call(contract, priceFeedAbi, 'description')),
    optional(call(contract, priceAdapterAbi, 'RATIO_DECIMALS')),
    optional(call(contract, priceAdapterAbi, 'getPriceCapRatio')),
  ])
  return { description, decimals, answer }
}
