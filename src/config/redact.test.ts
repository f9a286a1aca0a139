import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactUrl, shown } from './redact.ts'

describe('redactUrl', () => {
  it.each([
    ['https://node.example/v2/KEY', 'https://node.example/…'],
    ['https://node.example:8545/?apikey=KEY', 'https://node.example:8545/…'],
    ['wss://user:KEY@node.example', 'wss://node.example/…'],
    ['http://127.0.0.1:8545', 'http://127.0.0.1:8545'],
    ['https://[KEY', 'a URL that cannot be read (not shown, it may hold a key)'],
  ])('behaviour: %s is shown as %s', (url, expected) => {
    expect(redactUrl(url)).toBe(expected)
  })

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
})

describe('shown', () => {
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
