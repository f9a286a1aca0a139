import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { address } from '../../../test/support/aave-state.ts'
import {
  anyComposition,
  anyScenario,
  assetOf,
  btcPrice,
  leg,
  risingScenario,
} from '../../../test/support/priced-assets.ts'
import type { Composition } from './composition.ts'
import { type ExactDecimal, timesExact } from './exact-decimal.ts'
import type { PricedAsset } from './priced-asset.ts'
import { kinksOf, pricesAt } from './prices-at.ts'
import { elasticityOf, type Scenario, scenarioOf } from './scenario.ts'
import { parseShock } from './shock.ts'

const DOLLAR = 100_000_000n
const P0 = 92_584n * DOLLAR
const btcUsd = leg('BTC/USD', P0, 'BTC')
const wbtcBtc = leg('WBTC/BTC', 99_900_000n)
const wbtc = assetOf(1, {
  kind: 'product',
  asset: { kind: 'feed', leg: wbtcBtc },
  peg: { kind: 'feed', leg: btcUsd },
  unit: 10n ** 8n,
})
const cbbtc = assetOf(2, { kind: 'feed', leg: btcUsd })
const weth = assetOf(3, { kind: 'feed', leg: leg('ETH/USD', 3_150n * DOLLAR, 'ETH') })
const usdt = assetOf(4, { kind: 'feed', leg: leg('USDT/USD', 99_900_000n, 'USD') })
const correlated = scenarioOf('correlated', { correlated: { ETH: '1.2' } }, [])

const priceOf = (asset: PricedAsset, scenario: Scenario, price: bigint, reference = P0) =>
  pricesAt([asset], scenario, { reference, price }).get(asset.asset)

describe('pricesAt', () => {
  it('behaviour: at the reference every price is what the oracle answers', () => {
    fc.assert(
      fc.property(anyComposition, anyScenario, btcPrice, (composition, scenario, reference) => {
        const asset = assetOf(1, composition)
        expect(priceOf(asset, scenario, reference, reference)).toBe(asset.price)
      }),
    )
  })

  it('behaviour: a leg that reads the reference becomes exactly the price asked about', () => {
    fc.assert(
      fc.property(anyScenario, btcPrice, btcPrice, (scenario, reference, price) => {
        const asset = assetOf(1, { kind: 'feed', leg: leg('BTC/USD', reference, 'BTC') })
        expect(priceOf(asset, scenario, price, reference)).toBe(price)
      }),
    )
  })

  it('behaviour: a leg is floored once, at the end of one exact fraction', () => {
    const answers = fc.bigInt({ min: 10n ** 12n, max: 10n ** 24n })
    fc.assert(
      fc.property(answers, anyScenario, btcPrice, btcPrice, (answer, scenario, reference, price) => {
        const asset = assetOf(1, { kind: 'feed', leg: leg('ETH/USD', answer, 'ETH') })
        const { numerator, denominator } = elasticityOf(scenario, asset)
        const exact = answer * (denominator * reference + numerator * (price - reference))
        const said = priceOf(asset, scenario, price, reference) ?? -1n
        const one = denominator * reference
        expect(exact <= 0n ? said === 0n : said * one <= exact && exact < (said + 1n) * one).toBe(true)
      }),
    )
  })

  it('behaviour: no price falls when BTC rises, as long as none is made to', () => {
    fc.assert(
      fc.property(
        anyComposition,
        risingScenario,
        btcPrice,
        btcPrice,
        btcPrice,
        (composition, scenario, reference, a, b) => {
          const asset = assetOf(1, composition)
          const [low, high] = a < b ? [a, b] : [b, a]
          const at = (price: bigint) => priceOf(asset, scenario, price, reference) ?? -1n
          expect(at(low) <= at(high)).toBe(true)
        },
      ),
    )
  })

  it('behaviour: WBTC follows BTC through its ratio, ether by its elasticity, stablecoins not at all', () => {
    const at = (scenario: Scenario) => [
      ...pricesAt([wbtc, cbbtc, weth, usdt], scenario, { reference: P0, price: 87_999_12345679n }).values(),
    ]
    const [bitcoins, ether, tether] = [[87_911_12433333n, 87_999_12345679n], 3_150n * DOLLAR, 99_900_000n]
    expect(at(scenarioOf('btc-only', {}, []))).toEqual([...bitcoins, ether, tether])
    // 3,150 × 87,999.12345679 / 92,584 and 3,150 × (1 + 1.2 × (87,999.12345679 / 92,584 − 1)).
    expect(at(scenarioOf('market', {}, []))).toEqual([...bitcoins, 2_994_00802394n, tether])
    expect(at(correlated)).toEqual([...bitcoins, 2_962_80962873n, tether])
  })

  it('behaviour: a price that falls to nothing is 0, and where there is none now there is none then', () => {
    expect(priceOf(weth, correlated, P0 / 7n)).toBe(0n)
    expect(priceOf({ ...weth, price: undefined }, correlated, P0)).toBeUndefined()
  })

  it('behaviour: an unknown driver stays, unless the scenario names the asset', () => {
    const opaque = assetOf(7, { kind: 'opaque', leg: leg('X/USD', 500n) })
    expect(opaque.driver).toBeUndefined()
    expect(priceOf(opaque, scenarioOf('market', {}, []), P0 / 2n)).toBe(500n)
    const named = scenarioOf('named', { named: { [`1:${address(7)}`]: '0.5' } }, [])
    expect(priceOf(opaque, named, P0 / 2n)).toBe(375n)
  })

  it('behaviour: what a scenario says of an asset goes before what it says of its driver', () => {
    const named = scenarioOf('named', { named: { ETH: '1', [`1:${weth.asset}`]: '0' } }, [])
    expect(priceOf(weth, named, P0 / 2n)).toBe(weth.price)
  })

  it('behaviour: shocks multiply the leg that they name, in any order', () => {
    const shocks = ['WBTC/BTC:0.95', 'BTC/USD:0.5', 'WBTC/BTC:0.9'].map(parseShock)
    const expected = (((99_900_000n * 95n * 9n) / 1_000n) * (P0 / 2n)) / 10n ** 8n
    for (const order of [shocks, shocks.toReversed()])
      expect(priceOf(wbtc, scenarioOf('btc-only', {}, order), P0)).toBe(expected)
  })

  it('behaviour: a shock multiplies what the scenario has made of a leg, and is floored once', () => {
    fc.assert(
      fc.property(
        btcPrice,
        btcPrice,
        fc.bigInt({ min: 0n, max: 2_000n }),
        (reference, price, thousandths) => {
          const asset = assetOf(1, { kind: 'feed', leg: leg('BTC/USD', reference, 'BTC') })
          const shock = parseShock(`BTC/USD:${Number(thousandths) / 1_000}`)
          expect(priceOf(asset, scenarioOf('btc-only', {}, [shock]), price, reference)).toBe(
            (price * thousandths) / 1_000n,
          )
        },
      ),
    )
  })

  it.each([
    [0n, 1n],
    [1n, -1n],
  ])('error: invalid_btc_price at %i to %i', (reference, price) => {
    expect(() => priceOf(weth, correlated, price, reference)).toThrow(
      expect.objectContaining({ code: 'invalid_btc_price' }),
    )
  })
})

/** The price before any rounding: the same steps in fractions. */
function unrounded(composition: Composition, factor: ExactDecimal): ExactDecimal {
  const whole = (value: bigint): ExactDecimal => ({ numerator: value, denominator: 1n })
  const over = (value: ExactDecimal, unit: bigint) => timesExact(value, { numerator: 1n, denominator: unit })
  const less = (a: ExactDecimal, b: ExactDecimal) =>
    a.numerator * b.denominator < b.numerator * a.denominator ? a : b
  switch (composition.kind) {
    case 'feed':
    case 'opaque':
      return timesExact(whole(composition.leg.answer), factor)
    case 'fixed':
      return whole(composition.price)
    case 'product': {
      const scale = unrounded(composition.asset, whole(1n))
      return over(timesExact(scale, unrounded(composition.peg, factor)), composition.unit)
    }
    case 'ratio': {
      const { ratio, cap = ratio.answer, base, unit } = composition
      return over(timesExact(whole(ratio.answer < cap ? ratio.answer : cap), unrounded(base, factor)), unit)
    }
    case 'capped':
      return less(unrounded(composition.of, factor), whole(composition.cap))
    case 'relative-cap': {
      const { of, base, ratio, unit } = composition
      return less(unrounded(of, factor), over(timesExact(unrounded(base, factor), whole(ratio)), unit))
    }
    case 'scaled':
      return over(timesExact(unrounded(composition.of, factor), whole(composition.up)), composition.down)
    case 'quotient': {
      const { numerator, denominator } = unrounded(composition.by, whole(1n))
      const { up, down } = composition
      const turned = { numerator: denominator * up, denominator: numerator * down }
      return timesExact(unrounded(composition.of, factor), turned)
    }
  }
}

describe('kinksOf', () => {
  it('behaviour: between two kinks every unrounded price is a straight line', () => {
    fc.assert(
      fc.property(
        anyComposition,
        anyScenario,
        btcPrice,
        fc.array(btcPrice, { minLength: 2, maxLength: 6 }),
        (composition, scenario, reference, points) => {
          const asset = assetOf(1, composition)
          const kinks = kinksOf([asset], scenario, reference)
          const { numerator, denominator } = elasticityOf(scenario, asset)
          const at = (price: bigint): ExactDecimal => {
            const factor = denominator * reference + numerator * (price - reference)
            return unrounded(composition, {
              numerator: factor > 0n ? factor : 0n,
              denominator: denominator * reference,
            })
          }
          const step = (price: bigint): ExactDecimal => {
            const [a, b] = [at(price), at(price + 1n)]
            return {
              numerator: b.numerator * a.denominator - a.numerator * b.denominator,
              denominator: a.denominator * b.denominator,
            }
          }
          const ends = [0n, ...kinks, 2n * 10n ** 14n]
          for (const [i, end] of ends.slice(1).entries()) {
            const start = ends[i] ?? 0n
            const within = [start, end - 1n, ...points].filter(
              (point) => point >= start && point < end && end - start > 1n,
            )
            const [first, ...others] = within.map(step)
            for (const other of others)
              expect(other.numerator * (first?.denominator ?? 0n)).toBe(
                (first?.numerator ?? 0n) * other.denominator,
              )
          }
        },
      ),
    )
  })

  it('behaviour: a clamp at zero and a cap in force are where they belong, between two integers if need be', () => {
    const capped = assetOf(5, { kind: 'capped', of: weth.composition, cap: 3_150n * DOLLAR * 2n })
    // 1 + 1.2 × (b − 1) is 0 at b = 1/6 and 2 at b = 11/6.
    expect(kinksOf([weth, capped], correlated, 600n)).toEqual([100n, 1_100n])
    expect(kinksOf([weth], correlated, 601n)).toEqual([100n, 101n])
    expect(kinksOf([wbtc, usdt], scenarioOf('market', {}, []), P0)).toEqual([])
  })
})
