import { describe, expect, it } from 'vitest'
import { wholeNumber } from './whole-number.ts'

describe('wholeNumber', () => {
  it.each([
    ['1', 1],
    ['65535', 65_535],
    ['007', 7],
  ])('behaviour: "%s" is %i', (text, value) => {
    expect(wholeNumber('--port', text, 1, 65_535)).toBe(value)
  })

  it.each(['', '0', '-1', '1.5', '1e3', 'x', '65536', '99999'])('error: invalid_number for "%s"', (text) => {
    expect(() => wholeNumber('--port', text, 1, 65_535)).toThrow(
      expect.objectContaining({
        code: 'invalid_number',
        remedy: 'Give a whole number from 1 to 65535.',
      }),
    )
  })

  it('error: invalid_number above what a number can count, without naming that bound', () => {
    expect(() => wholeNumber('--seed', '9007199254740992', 0)).toThrow('Give a whole number from 0.')
  })
})
