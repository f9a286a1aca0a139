import { describe, expect, it } from 'vitest'
import { UsageError } from '../core/errors.ts'
import { parseAt } from './at.ts'

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
    expect(parseAt(text)(1)).toBe(expected)
  })

  it.each(['', 'now', '-1', '0x12', '1:', '1:x', ':5', '1:5,'])('error: invalid_at for "%s"', (text) => {
    expect(() => parseAt(text)).toThrow(UsageError)
  })
})
