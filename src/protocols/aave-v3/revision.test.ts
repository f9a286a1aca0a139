import { describe, expect, it } from 'vitest'
import { requireKnownPool, requireKnownTokens, UnknownRevisionError } from './revision.ts'

const tokens = (aTokenRevision: number, debtTokenRevision: number) => [{ aTokenRevision, debtTokenRevision }]

describe('revision', () => {
  it('behaviour: the proven release passes, GHO’s debt token included', () => {
    expect(() => requireKnownPool('m', 10)).not.toThrow()
    expect(() => requireKnownTokens('m', 10, [...tokens(5, 5), ...tokens(5, 6)])).not.toThrow()
  })

  it.each([1, 4, 9, 11, 99])('error: unknown_revision for a pool of revision %i', (revision) => {
    expect(() => requireKnownPool('m', revision)).toThrow(UnknownRevisionError)
  })

  it.each([
    [4, 5],
    [5, 4],
    [6, 5],
  ])('error: unknown_revision for an aToken of revision %i or a debt token of %i', (aToken, debtToken) => {
    expect(() => requireKnownTokens('m', 10, tokens(aToken, debtToken))).toThrow(UnknownRevisionError)
  })
})
