import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecimalError, decimal, parseDecimal } from './decimal.ts'

describe('decimal', () => {
  it.each([
    [105n, 2, '1.05'],
    [5n, 8, '0.00000005'],
    [-5n, 1, '-0.5'],
    [0n, 18, '0.000000000000000000'],
    [7n, 0, '7'],
  ])('behaviour: %i with %i decimals is %s', (value, decimals, text) => {
    expect(decimal(value, decimals)).toBe(text)
  })

  it('behaviour: what was printed is read back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n }), fc.nat(27), (value, decimals) => {
        expect(parseDecimal(decimal(value, decimals), decimals)).toBe(value)
      }),
    )
  })

  it.each([
    ['88000', 8, 8_800_000_000_000n],
    ['0.805', 4, 8_050n],
    ['1.50', 1, 15n],
  ])('behaviour: %s with %i decimals is %i', (text, decimals, value) => {
    expect(parseDecimal(text, decimals)).toBe(value)
  })

  it.each(['', '.', '1.', '.5', '1e3', '1,000', ' 1', '0x1', '1.05', '--1'])(
    'error: invalid_decimal for "%s" with one decimal',
    (text) => {
      expect(() => parseDecimal(text, 1)).toThrow(DecimalError)
    },
  )
})
