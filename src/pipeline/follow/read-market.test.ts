import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isWorthRereading } from './read-market.ts'

/** The ends at which a market is read again that is unsound since block 100. */
const rereadings = (stride: bigint, upTo: bigint): readonly bigint[] => {
  const ends: bigint[] = []
  for (let end = 100n + stride; end <= upTo; end += stride)
    if (isWorthRereading(100n, end - stride, end)) ends.push(end)
  return ends
}

it('behaviour: an unsound market is read whole 1, 2, 4, 8 … blocks later, then every 64', () => {
  expect(rereadings(1n, 300n)).toEqual([101n, 102n, 104n, 108n, 116n, 132n, 164n, 228n, 292n])
  expect(rereadings(8n, 300n)).toEqual([108n, 116n, 132n, 164n, 228n, 292n])
})

it('behaviour: whatever the length of a segment, no more than 64 blocks pass without a reading', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 64n), (stride) => {
      const ends = [100n, ...rereadings(stride, 1_000n)]
      for (const [i, end] of ends.entries())
        expect(end - (ends[i - 1] ?? end)).toBeLessThanOrEqual(64n + stride)
    }),
  )
})
