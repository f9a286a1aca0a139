import { describe, expect, it } from 'vitest'
import { UsageError } from '../core/errors.ts'
import { parseAt, parseAtOrTime, parseTime, requireNamedChains } from './at.ts'

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

describe('parseAtOrTime', () => {
  it.each([
    ['latest', 'latest'],
    ['1:7,8453:9', 7n],
    ['2026-01-29T00:00:00Z', { notAfter: 1_769_644_800n }],
    ['2026-01-29T00:00:00.000Z', { notAfter: 1_769_644_800n }],
    ['2026-01-29', { notAfter: 1_769_644_800n }],
    ['2024-02-29T23:59:59Z', { notAfter: 1_709_251_199n }],
  ])('behaviour: %s means %s on chain 1', (text, expected) => {
    expect(parseAtOrTime(text).blockOf(1)).toEqual(expected)
  })

  it.each([
    '2026-02-29',
    '2026-01-29T24:00:00Z',
    '2026-01-29T00:00:00',
    '2026-01-29T00:00:00+01:00',
    '1960-01-01',
  ])('error: invalid_at for the time "%s"', (text) => {
    expect(() => parseAtOrTime(text)).toThrow(UsageError)
    expect(() => parseTime(text)).toThrow(UsageError)
  })

  it('error: invalid_at for a time where a node is asked', () => {
    expect(() => parseAt('2026-01-29T00:00:00Z')).toThrow(UsageError)
  })
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
