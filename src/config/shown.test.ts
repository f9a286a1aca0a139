import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shown } from './shown.ts'

describe('shown', () => {
  it('behaviour: no key survives, wherever a provider puts it', () => {
    const key = fc.stringMatching(/^[A-Z0-9]{12,40}$/)
    const place = fc.constantFrom(
      'https://KEY@h.io',
      'https://u:KEY@h.io/x',
      'https://h.io/v3/KEY',
      'wss://h.io?k=KEY',
    )
    fc.assert(
      fc.property(key, place, (secret, url) => {
        expect(shown(url.replace('KEY', secret)).toUpperCase()).not.toContain(secret)
      }),
    )
  })

  it('behaviour: values are short', () => {
    expect([shown('a'), shown(1), shown(null), shown([]), shown({}), shown('x'.repeat(99)).length]).toEqual([
      '"a"',
      '1',
      'null',
      'a list',
      'an object',
      62,
    ])
  })
})
