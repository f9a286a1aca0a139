import { describe, expect, it } from 'vitest'
import { UsageError } from '../core/errors.ts'
import { parseAt, requireNamedChains } from './at.ts'

const hash = `0x${'Ab'.repeat(32)}`

describe('parseAt', () => {
  it.each([
    ['latest', 'latest'],
    ['safe', 'safe'],
    ['finalized', 'finalized'],
    ['21500000', 21_500_000n],
    [hash, hash.toLowerCase()],
    ['1:7', 7n],
    [`8453:9,1:${hash}`, hash.toLowerCase()],
    ['8453:9', 'latest'],
  ])('behaviour: %s means %s on chain 1', (text, expected) => {
    expect(parseAt(text).blockOf(1)).toBe(expected)
  })

  it.each(['', 'now', '-1', '0x12', '1:', '1:x', ':5', '1:5,', '1:5,1:6'])(
    'error: invalid_at for "%s"',
    (text) => {
      expect(() => parseAt(text)).toThrow(UsageError)
    },
  )
})

describe('requireNamedChains', () => {
  it.each(['latest', '7', '1:7', '1:7,8453:9'])('behaviour: %s is about chains 1 and 8453', (text) => {
    expect(() => requireNamedChains(parseAt(text), [1, 8453])).not.toThrow()
  })

  it('error: invalid_at for a chain that nobody asks, naming it and those that are asked', () => {
    expect(() => requireNamedChains(parseAt('1:7,10:9'), [1, 8453, 1])).toThrow(
      expect.objectContaining({
        code: 'invalid_at',
        happened: expect.stringContaining('chain 10'),
        remedy: 'They are on: 1, 8453.',
      }),
    )
  })
})
