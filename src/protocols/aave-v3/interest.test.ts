import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { now, reserve } from '../../../test/support/aave-state.ts'
import { RAY, ray, timestamp } from '../../core/units.ts'
import { compoundInterest, linearInterest, projectIndices } from './interest.ts'

const A_YEAR = 31_536_000n
const rates = fc.bigInt({ min: 0n, max: 10n * RAY }).map(ray)
const seconds = fc.bigInt({ min: 0n, max: 10n * A_YEAR })

describe('interest', () => {
  it('behaviour: a linear 10 % for a year is exactly 10 %', () => {
    expect(linearInterest(ray(RAY / 10n), A_YEAR)).toBe(ray((RAY * 11n) / 10n))
  })

  it('behaviour: a compounded 100 % for a year is 1 + 1 + 1/2 + 1/6, the last part floored', () => {
    expect(compoundInterest(RAY, A_YEAR)).toBe(2_666_666_666_666_666_666_666_666_666n)
  })

  it.each([
    [1_079_207_507_753_466_481_218_746_311n, 24_165_409n, 2_263_178_986_904_707_593_219_170_269n],
    [1_178_321_451_648_744_338_790_640_291n, 15_771_844n, 1_797_053_064_201_827_310_396_569_828n],
  ])('behaviour: %i for %i seconds needs both products rounded half up', (rate, time, expected) => {
    expect(compoundInterest(ray(rate), time)).toBe(expected)
  })

  it('behaviour: compounding earns no less than linear interest, and more time no less than less', () => {
    fc.assert(
      fc.property(rates, seconds, seconds, (rate, a, b) => {
        const [short, long] = a < b ? [a, b] : [b, a]
        expect(compoundInterest(rate, short) >= linearInterest(rate, short)).toBe(true)
        expect(compoundInterest(rate, long) >= compoundInterest(rate, short)).toBe(true)
      }),
    )
  })

  it('behaviour: no time and no rate leave the indices as stored', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: RAY, max: 9n * RAY }).map(ray), rates, (index, rate) => {
        const stored = { id: 0, liquidityIndex: index, variableBorrowIndex: index }
        const same = { liquidity: index, borrow: index }
        const moving = { ...stored, liquidityRate: rate, variableBorrowRate: rate }
        expect(projectIndices(reserve(moving), now)).toEqual(same)
        expect(projectIndices(reserve(stored), timestamp(now + A_YEAR))).toEqual(same)
      }),
    )
  })
})
