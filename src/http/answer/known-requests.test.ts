import { describe, expect, it } from 'vitest'
import { knownRequests } from './known-requests.ts'
import type { Resolved } from './question.ts'

const place = (chainId: number, blockHash: string): Resolved['asOf'][number] => ({
  chainId,
  blockHash,
  blockNumber: 1,
  blockTimestamp: '2026-01-29T00:00:00Z',
  finality: 'latest',
  btcPriceUsd: null,
  agreement: 'quorum',
  stale: false,
})
const found = { answerId: 'a', isComplete: true }

describe('known requests', () => {
  it('behaviour: one about other places than the latest is not remembered', () => {
    const known = knownRequests()
    const [one, other] = [place(1, '0xa'), place(10, '0xb')]
    // The book of a chain was lost between the two.
    known.keep('/v1', [one, other], { asOf: [one] }, found)
    expect(known.find('/v1', [one, other])).toBeUndefined()
    known.keep('/v1', [one], { asOf: [place(1, '0xc')] }, found)
    expect(known.find('/v1', [one])).toBeUndefined()
    known.keep('/v1', [one], { asOf: [one] }, found)
    expect(known.find('/v1', [one])).toMatchObject(found)
    expect(known.find('/v1', [one, other])).toBeUndefined()
  })

  it('behaviour: memory is bounded, whatever URLs there are', () => {
    const known = knownRequests()
    const here = [place(1, '0xa')]
    const url = (number: number): string => `/v1?number=${number}&${'x'.repeat(1_000)}`
    const count = 10_000
    for (let number = 0; number < count; number++) known.keep(url(number), here, { asOf: here }, found)
    const held = Array.from({ length: count }, (_, number) => known.find(url(number), here)).filter(Boolean)
    expect(held.length).toBeGreaterThan(1_000)
    expect(held.length).toBeLessThan(5_000)
    expect(known.find(url(count - 1), here)).toMatchObject(found)
  })
})
