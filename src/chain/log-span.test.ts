import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grown, type LogSpan, shrunk, startSpan } from './log-span.ts'
import { statedLimit } from './stated-limit.ts'

test.each<[string, bigint | undefined]>([
  ['this block range should work: [0x0, 0x1b4]', 437n],
  ['query returned more than 10000 results. Try with this block range [0x10, 0x1F].', 16n],
  ['eth_getLogs is limited to a 10,000 range', 10_000n],
  ['eth_getLogs and eth_newFilter are limited to a 10,000 blocks range', 10_000n],
  ['eth_getLogs is limited to 0 - 10000 blocks range', 10_000n],
  ['You can make eth_getLogs requests with up to a 2K block range', 2_000n],
  ['range is too large, max is 1k blocks', 1_000n],
  ['exceed maximum block range: 50000', 50_000n],
  ['Max range: 800', 800n],
  ['block range too large, max: 1024', 1_024n],
  ['ranges over 10000 blocks are not supported on freetier', 10_000n],
  ['query returned more than 10000 results', undefined],
  ['max 10000 results', undefined],
  ['limit of 20000 logs exceeded', undefined],
  ['maximum response size is 150 MB', undefined],
  ['block range is too wide', undefined],
  ['[0x9, 0x2]', undefined],
  ['max 0 blocks', undefined],
])('behaviour: "%s" names %s blocks', (refusal, blocks) => {
  expect(statedLimit(refusal)?.blocks).toBe(blocks)
})

test('behaviour: whatever a node says, a refused span shrinks and stays at least one block', () => {
  fc.assert(
    fc.property(
      fc.bigInt(2n, 200_000n),
      fc.oneof(
        fc.string(),
        fc.nat().map((n) => `max range: ${n}`),
      ),
      (asked, words) => {
        const { blocks } = shrunk(startSpan(asked), asked, words)
        expect(blocks >= 1n && blocks < asked).toBe(true)
      },
    ),
  )
})

test('behaviour: spans grow while answers are small, not when they are full', () => {
  expect(grown(startSpan(10n), 0).blocks).toBe(20n)
  expect(grown(startSpan(10n), 5_000).blocks).toBe(10n)
  expect(grown(startSpan(90_000n), 0).blocks).toBe(100_000n)
})

test('behaviour: against a fixed limit that is never named, few requests are refused', () => {
  for (const limit of [1n, 7n, 1_000n, 3_333n]) {
    const { answered, refused } = play(limit, 400)
    expect(answered).toBe(400)
    expect(refused).toBeLessThanOrEqual(18)
  }
})

/** Asks until so many spans were answered by a node that refuses more than `limit` blocks without saying so. */
function play(limit: bigint, until: number): { answered: number; refused: number } {
  let span: LogSpan = startSpan()
  let answered = 0
  let refused = 0
  while (answered < until) {
    if (span.blocks > limit) {
      refused += 1
      span = shrunk(span, span.blocks, 'block range is too wide')
    } else {
      answered += 1
      span = grown(span, 0)
    }
  }
  return { answered, refused }
}
