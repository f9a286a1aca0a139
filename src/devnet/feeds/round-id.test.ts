import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHAINLINK_ROUNDS } from '../../../test/fixtures/chainlink-rounds.ts'
import { decodeRoundId, encodeRoundId } from './round-id.ts'

describe('decodeRoundId', () => {
  it.each(CHAINLINK_ROUNDS)('behaviour: $feed $roundId is phase $phase, round $round', (real) => {
    expect(decodeRoundId(real.roundId)).toEqual({ phase: real.phase, round: real.round })
  })

  it('behaviour: encodeRoundId is its inverse', () => {
    const phase = fc.integer({ min: 0, max: 0xffff })
    const round = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
    fc.assert(
      fc.property(phase, round, (phase, round) => {
        expect(decodeRoundId(encodeRoundId({ phase, round }))).toEqual({ phase, round })
      }),
    )
  })
})
