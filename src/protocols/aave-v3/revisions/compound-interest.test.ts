import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RAY, ray } from '../../../core/units.ts'
import { linearInterest } from '../interest.ts'
import { binomialInterest, nestedInterest } from './compound-interest.ts'

const A_YEAR = 31_536_000n
const rates = fc.bigInt({ min: 0n, max: 10n * RAY }).map(ray)
const seconds = fc.bigInt({ min: 0n, max: 10n * A_YEAR })

describe('compound interest', () => {
  it('behaviour: a compounded 100 % for a year is 1 + 1 + 1/2 + 1/6, the last part floored', () => {
    expect(nestedInterest(RAY, A_YEAR)).toBe(2_666_666_666_666_666_666_666_666_666n)
  })

  it.each([
    [1_079_207_507_753_466_481_218_746_311n, 24_165_409n, 2_263_178_986_904_707_593_219_170_269n],
    [1_178_321_451_648_744_338_790_640_291n, 15_771_844n, 1_797_053_064_201_827_310_396_569_828n],
  ])('behaviour: %i for %i seconds needs both products rounded half up', (rate, time, expected) => {
    expect(nestedInterest(ray(rate), time)).toBe(expected)
  })

  it('behaviour: the older expansion lacks what its powers lose, and has no second term within a second', () => {
    expect(binomialInterest(RAY, A_YEAR)).toBe(2_666_663_803_286_306_996_604_104_000n)
    expect(binomialInterest(RAY, 1n)).toBe(RAY + RAY / A_YEAR)
    expect(binomialInterest(RAY, 0n)).toBe(RAY)
  })

  it.each([
    ['nested', nestedInterest],
    ['binomial', binomialInterest],
  ] as const)(
    'behaviour: %s compounding earns no less than linear, and more time no less than less',
    (_, of) => {
      fc.assert(
        fc.property(rates, seconds, seconds, (rate, a, b) => {
          const [short, long] = a < b ? [a, b] : [b, a]
          expect(of(rate, short) >= linearInterest(rate, short)).toBe(true)
          expect(of(rate, long) >= of(rate, short)).toBe(true)
        }),
      )
    },
  )
})
