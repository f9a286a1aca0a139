import { describe, expect, it } from 'vitest'
import { address } from '../../../test/support/aave-state.ts'
import { leg } from '../../../test/support/priced-assets.ts'
import { pricesAt } from '../../core/scenario/prices-at.ts'
import { scenarioOf } from '../../core/scenario/scenario.ts'
import { baseValue, timestamp } from '../../core/units.ts'
import { driverOverride } from './driver-override.ts'
import type { FeedFact, OracleFact } from './facts.ts'
import { priceAsset } from './price-asset.ts'

const fact = (over: Partial<FeedFact>): FeedFact => ({
  kind: 'feed',
  contract: address(10),
  role: 'price',
  description: 'ETH / USD',
  decimals: 8,
  answer: 3_000n,
  roundId: 4n,
  updatedAt: 5n,
  growth: undefined,
  ...over,
})
const base = fact({})
const growth = { ratio: 2_000_000n, timestamp: 100n, perSecond: 1_500_000n, scale: 1_000_000n }
const ratio = fact({
  contract: address(11),
  role: 'ratio',
  description: 'Capped X / Y(ETH) / USD',
  decimals: 6,
  answer: 9_000_000n,
  growth,
})
const oracle: OracleFact = {
  kind: 'oracle',
  asset: address(1),
  source: address(11),
  shape: { kind: 'ratio', base: { kind: 'feed', feed: address(10) }, ratio: address(11), unit: 1_000_000n },
}
const subject = {
  chainId: 1,
  asset: address(1),
  symbol: 'X',
  price: baseValue(6_000n),
  oracle,
  feeds: new Map([base, ratio].map((feed) => [feed.contract, feed])),
  now: timestamp(103n),
}
const price = (asset: ReturnType<typeof priceAsset>, btc: bigint) =>
  pricesAt([asset], scenarioOf('market', {}, []), { reference: 100n, price: btc }).get(address(1))

describe('priceAsset', () => {
  it('behaviour: puts the answers into the shape, the limit of a ratio at the block’s own second', () => {
    const asset = priceAsset(subject)
    expect(asset).toMatchObject({
      driver: 'ETH',
      source: address(11),
      ratioLegs: [{ name: 'X/ETH', answer: 9_000_000n }],
    })
    // 2,000,000 + 3 × 1.5, cut off, of 1,000,000.
    expect(asset.composition).toMatchObject({
      kind: 'ratio',
      cap: 2_000_004n,
      base: { leg: { name: 'ETH/USD', roundId: 4n, updatedAt: 5n } },
    })
    expect(price(asset, 50n)).toBe(3_000n)
  })

  it.each([
    ['comes to another price than the oracle’s', { price: baseValue(6_001n) }],
    ['is not known', { oracle: undefined }],
    ['has a leg that does not answer', { feeds: new Map([[address(10), base]]) }],
  ])('behaviour: a price is opaque where what it is made of %s', (_, wrong) => {
    const asset = priceAsset({ ...subject, ...wrong })
    const answer = asset.price
    expect(asset).toMatchObject({
      driver: undefined,
      composition: { kind: 'opaque', leg: { name: 'X/USD', answer } },
    })
    expect(price(asset, 50n)).toBe(answer)
  })

  it('behaviour: without a price there is none, whatever the legs say', () => {
    const asset = priceAsset({ ...subject, price: undefined })
    expect(asset.driver).toBe('ETH')
    expect(price(asset, 50n)).toBeUndefined()
  })
})

describe('driverOverride', () => {
  const known = priceAsset(subject)
  const opaque = priceAsset({ ...subject, oracle: undefined })
  const fixed = priceAsset({
    ...subject,
    oracle: { ...oracle, shape: { kind: 'fixed', feed: address(10) } },
    price: baseValue(3_000n),
  })
  const reference = { prices: { BTC: baseValue(90_000n), ETH: baseValue(3_000n) } }
  const as = (asset: typeof known, driver: 'BTC' | 'USD' | 'ETH' | 'GOLD', share: string) =>
    driverOverride(asset, { [`1:${address(1)}`]: { driver, ratio: share } }, reference)

  it('behaviour: another driver moves what the oracle composes, or the whole of an opaque or fixed price', () => {
    expect(as(known, 'USD', 'feed')).toMatchObject({ driver: 'USD', composition: { kind: 'ratio' } })
    expect(price(as(known, 'USD', 'feed'), 50n)).toBe(known.price)
    expect(price(as(opaque, 'BTC', 'feed'), 50n)).toBe(3_000n)
    expect(price(fixed, 50n)).toBe(3_000n)
    expect(price(as(fixed, 'BTC', 'feed'), 50n)).toBe(1_500n)
  })

  it('behaviour: a decimal ratio is so many times the driver’s own price, and a leg that can be shocked', () => {
    const asset = as(opaque, 'BTC', '0.999')
    expect(price(asset, 100n)).toBe(89_910n)
    expect(price(asset, 50n)).toBe(44_955n)
    expect(asset.ratioLegs).toEqual([{ ...leg('X/BTC', 999n), decimals: 3 }])
    expect(price(as(opaque, 'USD', '1.5'), 50n)).toBe(150_000_000n)
  })

  it('behaviour: where the driver has no price of its own, what the asset follows is unknown', () => {
    const asset = as(known, 'GOLD', '2')
    expect(asset.driver).toBeUndefined()
    expect(price(asset, 50n)).toBe(known.price)
  })

  it('behaviour: other assets stay as they are', () => {
    expect(driverOverride(known, { [`2:${address(1)}`]: { driver: 'BTC', ratio: 'feed' } }, reference)).toBe(
      known,
    )
  })
})
