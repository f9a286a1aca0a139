import { describe, expect, it } from 'vitest'
import { amount, dollars } from './words.ts'

describe('dollars', () => {
  it.each([
    ['92583.64000000', '92,584'],
    ['92583.49999999', '92,583'],
    ['92583.50000000', '92,584'],
    ['1234567890.00000000', '1,234,567,890'],
    ['999999.50000000', '1,000,000'],
    ['1000.00000000', '1,000'],
    ['999.99500000', '1,000'],
    ['999.99499999', '999.99'],
    ['12.34500000', '12.35'],
    ['0.00000001', '0.00'],
    ['0.00000000', '0.00'],
  ])('behaviour: %s is shown as %s', (exact, shown) => {
    expect(dollars(exact)).toBe(shown)
  })
})

describe('amount', () => {
  it.each([
    ['2056438', 8, '0.02056438'],
    ['1500000', 6, '1.5'],
    ['1000000', 6, '1'],
    ['0', 18, '0'],
    ['1200', 0, '1200'],
    ['10', 0, '10'],
  ])('behaviour: %s with %i decimals is %s', (raw, decimals, shown) => {
    expect(amount(raw, decimals)).toBe(shown)
  })
})
