import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mulDiv } from './mul-div.ts'

const natural = fc.bigInt({ min: 0n, max: 2n ** 128n })
const positive = fc.bigInt({ min: 1n, max: 2n ** 128n })

describe('mulDiv', () => {
  it('behaviour: floor is the greatest integer not above the quotient', () => {
    fc.assert(
      fc.property(natural, natural, positive, (a, b, d) => {
        const q = mulDiv(a, b, d, 'floor')
        expect(q * d <= a * b && (q + 1n) * d > a * b).toBe(true)
      }),
    )
  })

  it('behaviour: ceil is the least integer not below the quotient', () => {
    fc.assert(
      fc.property(natural, natural, positive, (a, b, d) => {
        const q = mulDiv(a, b, d, 'ceil')
        expect(q * d >= a * b && (q === 0n || (q - 1n) * d < a * b)).toBe(true)
      }),
    )
  })

  it('behaviour: half-up never errs by more than half a unit', () => {
    fc.assert(
      fc.property(natural, natural, positive, (a, b, d) => {
        const twiceError = 2n * (mulDiv(a, b, d, 'half-up') * d - a * b)
        expect(twiceError <= d && -twiceError <= d).toBe(true)
      }),
    )
  })

  it.each([
    [1n, 1n, 2n, 0n, 1n, 1n],
    [1n, 1n, 3n, 0n, 1n, 0n],
    [2n, 1n, 3n, 0n, 1n, 1n],
    [0n, 5n, 7n, 0n, 0n, 0n],
    [6n, 1n, 3n, 2n, 2n, 2n],
  ])('behaviour: %i * %i / %i rounds as each name says', (a, b, d, floor, ceil, halfUp) => {
    expect([mulDiv(a, b, d, 'floor'), mulDiv(a, b, d, 'ceil'), mulDiv(a, b, d, 'half-up')]).toEqual([
      floor,
      ceil,
      halfUp,
    ])
  })
})
