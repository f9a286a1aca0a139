import type { Address } from '../../core/address.ts'
import type { Composition, PriceLeg } from '../../core/scenario/composition.ts'
import { driverOf } from '../../core/scenario/driver.ts'
import type { Timestamp } from '../../core/units.ts'
import type { FeedFact, OracleShape, RatioGrowth } from './facts.ts'
import { legName } from './leg-name.ts'

type Feeds = ReadonlyMap<Address, FeedFact>

/** Puts what the contracts answer into a shape, at a block's timestamp; nothing where one of them does not answer. */
export function composePrice(shape: OracleShape, feeds: Feeds, now: Timestamp): Composition | undefined {
  switch (shape.kind) {
    case 'feed': {
      const leg = legAt(feeds, shape.feed)
      return leg && { kind: 'feed', leg }
    }
    case 'fixed': {
      const price = feeds.get(shape.feed)?.answer
      return price === undefined ? undefined : { kind: 'fixed', price }
    }
    case 'product': {
      const asset = composePrice(shape.asset, feeds, now)
      const peg = composePrice(shape.peg, feeds, now)
      return asset && peg && { kind: 'product', asset, peg, unit: shape.unit }
    }
    case 'ratio': {
      const base = composePrice(shape.base, feeds, now)
      const ratio = legAt(feeds, shape.ratio)
      const growth = feeds.get(shape.ratio)?.growth
      return (
        base && ratio && { kind: 'ratio', base, ratio, cap: growth && capAt(growth, now), unit: shape.unit }
      )
    }
    case 'capped': {
      const of = composePrice(shape.of, feeds, now)
      const cap = feeds.get(shape.cap)?.answer
      return of === undefined || cap === undefined ? undefined : { kind: 'capped', of, cap }
    }
    case 'relative-cap': {
      const of = composePrice(shape.of, feeds, now)
      const base = composePrice(shape.base, feeds, now)
      const ratio = feeds.get(shape.ratio)?.answer
      if (of === undefined || base === undefined || ratio === undefined) return undefined
      return { kind: 'relative-cap', of, base, ratio, unit: shape.unit }
    }
    case 'scaled': {
      const of = composePrice(shape.of, feeds, now)
      return of && { kind: 'scaled', of, up: shape.up, down: shape.down }
    }
    case 'quotient': {
      const of = composePrice(shape.of, feeds, now)
      const by = composePrice(shape.by, feeds, now)
      return of && by && { kind: 'quotient', of, by, up: shape.up, down: shape.down }
    }
    case 'opaque':
      return undefined
  }
}

/** The leg that a contract's answer is, under its name. Ratios follow nothing. */
export function legAt(feeds: Feeds, contract: Address): PriceLeg | undefined {
  const feed = feeds.get(contract)
  const { answer, decimals, roundId, updatedAt } = feed ?? {}
  if (feed === undefined || answer === undefined || decimals === undefined) return undefined
  const name = legName(feed)
  return { name, contract, answer, decimals, driver: driverOf(name), roundId, updatedAt }
}

/** PriceCapAdapterBase lets the ratio grow evenly from its snapshot on. */
const capAt = ({ ratio, timestamp, perSecond, scale }: RatioGrowth, now: Timestamp): bigint =>
  ratio + (perSecond * (now - timestamp)) / scale
