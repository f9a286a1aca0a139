import { describe, expect, it } from 'vitest'
import { requireKnownPool, requireKnownTokens, UnknownRevisionError } from './revision.ts'

const tokens = (aTokenRevision: number, debtTokenRevision: number) => [
  { aTokenRevision, debtTokenRevision, isDiscounted: false },
]

describe('revision', () => {
  it('behaviour: every proven release passes with its own tokens, GHO’s debt token included', () => {
    for (const pool of [1, 2, 3, 4, 5, 6, 7]) {
      expect(() => requireKnownPool('m', pool)).not.toThrow()
      expect(() => requireKnownTokens('m', pool, [...tokens(1, 1), ...tokens(2, 2)])).not.toThrow()
    }
    for (const [pool, aToken, debtToken] of [
      [8, 3, 3],
      [9, 4, 4],
      [9, 4, 5],
      [10, 5, 5],
      [10, 5, 6],
      [11, 5, 5],
    ] as const) {
      expect(() => requireKnownPool('m', pool)).not.toThrow()
      expect(() => requireKnownTokens('m', pool, tokens(aToken, debtToken))).not.toThrow()
    }
  })

  it.each([0, 12, 99])('error: unknown_revision for a pool of revision %i', (revision) => {
    expect(() => requireKnownPool('m', revision)).toThrow(UnknownRevisionError)
  })

  it.each([
    [10, 4, 5],
    [10, 5, 4],
    [10, 6, 5],
    [9, 5, 5],
    [8, 3, 4],
    [7, 3, 1],
    [4, 1, 3],
  ])(
    'error: unknown_revision at pool %i for an aToken of %i or a debt token of %i',
    (pool, aToken, debtToken) => {
      expect(() => requireKnownTokens('m', pool, tokens(aToken, debtToken))).toThrow(UnknownRevisionError)
    },
  )

  it('error: unknown_revision for a debt token whose interest is discounted', () => {
    const [token] = tokens(1, 1)
    expect(() => requireKnownTokens('m', 7, token ? [{ ...token, isDiscounted: true }] : [])).toThrow(
      UnknownRevisionError,
    )
  })
})
