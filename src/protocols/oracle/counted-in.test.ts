import { describe, expect, it } from 'vitest'
import { assetOf, leg } from '../../../test/support/priced-assets.ts'
import type { Composition } from '../../core/scenario/composition.ts'
import { pricesAt } from '../../core/scenario/prices-at.ts'
import { scenarioOf } from '../../core/scenario/scenario.ts'
import { countedIn, toldInUsd } from './counted-in.ts'

const UNIT = 10n ** 8n
const REFERENCE = 100_000n * UNIT
const feed = (name: string, answer: bigint): Composition => ({
  kind: 'feed',
  leg: leg(name, answer, undefined),
})
const ether = assetOf(9, { kind: 'feed', leg: leg('ETH/USD', 4_000n * UNIT, 'ETH') })
const correlated = scenarioOf('correlated', { correlated: { ETH: '1.2', SELF: '1.5' } }, [])

/** The price, in ether, of something with one leg when BTC stands at a price in whole USD. */
function priceAt(name: string, answer: bigint, btc: bigint, scenario = correlated) {
  const asset = countedIn(assetOf(1, feed(name, answer)), 'ETH')
  return pricesAt([asset], scenario, { reference: REFERENCE, price: btc * UNIT }).get(asset.asset)
}

describe('countedIn', () => {
  it.each([
    ['BTC/ETH', 'BTC', 'ETH'],
    ['wstETH/ETH', 'ETH', 'ETH'],
    ['USDT/ETH', 'USD', 'ETH'],
    ['ETH/USD', undefined, undefined],
  ])('behaviour: %s follows %s and is counted in %s', (name, driver, quote) => {
    const { composition, ...asset } = countedIn(assetOf(1, feed(name, UNIT)), 'ETH')
    expect(asset.driver).toBe(driver)
    expect(composition.kind === 'feed' ? composition.leg.quote : 'another').toBe(quote)
  })

  it('behaviour: a fixed price follows what it is counted in', () => {
    expect(countedIn(assetOf(1, { kind: 'fixed', price: UNIT }), 'ETH').driver).toBe('ETH')
  })
})

describe('prices counted in ether', () => {
  it('behaviour: BTC in ether moves by BTC’s factor over ether’s, in one fraction that is cut off', () => {
    // b = 0.5: BTC halves, ether keeps 1 − 0.6 of itself.
    expect(priceAt('BTC/ETH', 25n * UNIT, 50_000n)).toBe((25n * UNIT * 5n) / 4n)
    expect(priceAt('BTC/ETH', 1n, 90_000n)).toBe(1n)
  })

  it('behaviour: where only BTC moves, BTC in ether moves as BTC does', () => {
    const only = scenarioOf('btc-only', {}, [])
    expect(priceAt('BTC/ETH', 25n * UNIT, 50_000n, only)).toBe((25n * UNIT) / 2n)
  })

  it('behaviour: where both move alike, nothing moves', () => {
    expect(priceAt('BTC/ETH', 25n * UNIT + 1n, 33_333n, scenarioOf('market', {}, []))).toBe(25n * UNIT + 1n)
    expect(priceAt('wstETH/ETH', 123_456_789n, 50_000n)).toBe(123_456_789n)
  })

  it('behaviour: dollars in ether rise while ether falls', () => {
    expect(priceAt('USDT/ETH', 25_000n, 50_000n)).toBe(62_500n)
  })

  it('behaviour: in ether that is worth nothing there is no price', () => {
    expect(priceAt('BTC/ETH', 25n * UNIT, 10_000n)).toBeUndefined()
  })

  it('behaviour: a quotient of two prices moves by both', () => {
    const composition: Composition = {
      kind: 'quotient',
      of: { kind: 'feed', leg: leg('BTC/USD', REFERENCE, 'BTC') },
      by: { kind: 'feed', leg: leg('ETH/USD', 4_000n * UNIT, 'ETH') },
      up: UNIT,
      down: 1n,
    }
    const asset = assetOf(1, composition)
    expect(asset.price).toBe(25n * UNIT)
    const then = pricesAt([asset], correlated, { reference: REFERENCE, price: 50_000n * UNIT })
    expect(then.get(asset.asset)).toBe((25n * UNIT * 5n) / 4n)
  })
})

describe('toldInUsd', () => {
  it('behaviour: the price in ether times that of ether, cut off, and the driver stays', () => {
    const told = toldInUsd(countedIn(assetOf(1, feed('BTC/ETH', 2_500_000_001n)), 'ETH'), ether)
    expect(told.price).toBe((2_500_000_001n * 4_000n * UNIT) / UNIT)
    expect(told.driver).toBe('BTC')
  })

  it('behaviour: without the price of ether there is none in USD', () => {
    const told = toldInUsd(countedIn(assetOf(1, feed('BTC/ETH', UNIT)), 'ETH'), {
      ...ether,
      price: undefined,
    })
    expect(told.price).toBeUndefined()
  })
})
