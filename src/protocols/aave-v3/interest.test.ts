import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { now, reserve } from '../../../test/support/aave-state.ts'
import { RAY, ray, timestamp } from '../../core/units.ts'
import { linearInterest, projectIndices } from './interest.ts'
import { nestedInterest } from './revisions/compound-interest.ts'

const A_YEAR = 31_536_000n
const rates = fc.bigInt({ min: 0n, max: 10n * RAY }).map(ray)

describe('interest', () => {
  it('behaviour: a linear 10 % for a year is exactly 10 %', () => {
    expect(linearInterest(ray(RAY / 10n), A_YEAR)).toBe(ray((RAY * 11n) / 10n))
  })

  it('behaviour: no time and no rate leave the indices as stored', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: RAY, max: 9n * RAY }).map(ray), rates, (index, rate) => {
        const stored = { id: 0, liquidityIndex: index, variableBorrowIndex: index }
        const same = { liquidity: index, borrow: index }
        const moving = { ...stored, liquidityRate: rate, variableBorrowRate: rate }
        expect(projectIndices(reserve(moving), now, nestedInterest)).toEqual(same)
        expect(projectIndices(reserve(stored), timestamp(now + A_YEAR), nestedInterest)).toEqual(same)
      }),
    )
  })
})
