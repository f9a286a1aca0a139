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
