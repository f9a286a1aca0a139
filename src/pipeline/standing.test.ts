import { describe, expect, it } from 'vitest'
import { block } from '../../test/support/aave-state.ts'
import { RedlineError } from '../core/errors.ts'
import type { ChainPort } from './ports.ts'
import { standingOf } from './standing.ts'

const noSuchTag = new RedlineError({ code: 'block_not_found', happened: 'No such tag.', remedy: 'None.' })

/** A chain of which only the heights of the tags are known. */
const tagged = (heights: { safe?: bigint; finalized?: bigint }): ChainPort => ({
  chainId: block.chainId,
  block: (at) => {
    const number = at === 'safe' ? heights.safe : heights.finalized
    return number === undefined ? Promise.reject(noSuchTag) : Promise.resolve({ ...block, number })
  },
  read: () => Promise.reject(noSuchTag),
  logs: () => {
    throw noSuchTag
  },
})

const freshness = (age: number) => ({
  staleAfterSeconds: 60,
  now: () => (Number(block.timestamp) + age) * 1_000,
})

describe('standingOf', () => {
  it.each([
    ['finalized', { safe: 105n, finalized: 100n }],
    ['safe', { safe: 100n, finalized: 99n }],
    ['latest', { safe: 99n, finalized: 90n }],
    ['latest', {}],
  ] as const)('behaviour: %s with tags at %o', async (finality, heights) => {
    expect(await standingOf(tagged(heights), block, freshness(0))).toMatchObject({ finality })
  })

  it('behaviour: stale a second after it may still be fresh', async () => {
    expect(await standingOf(tagged({}), block, freshness(60))).toMatchObject({ stale: false })
    expect(await standingOf(tagged({}), block, freshness(61))).toMatchObject({ stale: true })
  })
})
