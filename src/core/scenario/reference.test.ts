import { describe, expect, it } from 'vitest'
import { assetOf, leg } from '../../../test/support/priced-assets.ts'
import { driverOf } from './driver.ts'
import { referencePrices } from './reference.ts'

const btc = leg('BTC/USD', 92_584_00000000n, 'BTC')
const feed = (n: number, name: string, answer: bigint) =>
  assetOf(n, { kind: 'feed', leg: leg(name, answer, driverOf(name)) })

describe('referencePrices', () => {
  it('behaviour: says what the legs of the drivers answer, with 8 decimals', () => {
    const gold = assetOf(3, {
      kind: 'feed',
      leg: { ...leg('XAU/USD', 4_000n * 10n ** 18n, 'GOLD'), decimals: 18 },
    })
    const wrapped = assetOf(1, {
      kind: 'ratio',
      base: { kind: 'feed', leg: btc },
      ratio: leg('a/BTC', 1n),
      cap: undefined,
      unit: 1n,
    })
    expect(referencePrices([wrapped, feed(2, 'ETH/USD', 3_150n), gold, feed(4, 'LINK/USD', 7n)])).toEqual({
      prices: { BTC: btc.answer, ETH: 3_150n, GOLD: 4_000_00000000n },
      unknown: [],
    })
  })

  it('behaviour: legs of one name that disagree say nothing', () => {
    expect(referencePrices([feed(1, 'ETH/USD', 1n), feed(2, 'ETH/USD', 2n)]).prices).toEqual({})
  })

  it('behaviour: lists the assets of which nobody knows what they follow', () => {
    const opaque = assetOf(1, { kind: 'opaque', leg: leg('X/USD', 1n) })
    expect(
      referencePrices([opaque, feed(2, 'ETH/USD', 1n), { ...opaque, price: undefined }]).unknown,
    ).toEqual([opaque])
    expect(referencePrices([assetOf(1, { kind: 'fixed', price: 1n })]).unknown).toEqual([])
  })
})

describe('driverOf', () => {
  it.each([
    ['BTC/USD', 'BTC'],
    ['ETH/USD', 'ETH'],
    ['USDT/USD', 'USD'],
    ['USDe/USD', 'USD'],
    ['EURC/USD', 'EUR'],
    ['EUR/USD', 'EUR'],
    ['XAUT/USD', 'GOLD'],
    ['LINK/USD', 'SELF'],
    ['WBTC/BTC', undefined],
    ['wstETH/ETH', undefined],
    ['BTC', undefined],
    ['/USD', undefined],
    ['A/B/USD', undefined],
  ])('behaviour: %s follows %s', (name, driver) => {
    expect(driverOf(name)).toBe(driver)
  })
})
