import { describe, expect, it } from 'vitest'
import { fakeSegment } from '../../../test/support/fake-market.ts'
import type { BlockRef } from '../../core/block.ts'
import { createBook } from '../../core/book/book.ts'
import { timestamp } from '../../core/units.ts'
import type { SourceEvent, SourcePort } from '../follow/ports.ts'
import { createRest } from './at-rest.ts'

const end = (number: bigint): BlockRef => ({
  chainId: 1,
  number,
  hash: `0x${number.toString(16)}`,
  timestamp: timestamp(number),
})
const segment = (number: bigint): SourceEvent => ({ kind: 'segment', segment: fakeSegment(number) })
const START = { after: end(1n), tail: [], filter: () => ({ addresses: [], topics: [] }) }

/** A chain whose events come when the test says so. */
function rig() {
  const dealt: number[] = []
  let clock = 0
  const rest = createRest({ chainId: 1, now: () => clock, onDealt: (ms) => dealt.push(ms) })
  const asked: ((event: SourceEvent) => void)[] = []
  const source: SourcePort = {
    async *follow() {
      for (;;) yield await new Promise<SourceEvent>((resolve) => asked.push(resolve))
    },
  }
  const signal = new AbortController().signal
  const events = rest
    .around(source)
    .follow({ ...START, signal })
    [Symbol.asyncIterator]()
  const stand = () => rest.heard({ kind: 'standing', book: createBook(1), end: end(1n), statuses: new Map() })
  const processed = (number: bigint) =>
    rest.heard({
      kind: 'processed',
      processed: {
        end: end(number),
        changes: [],
        happenings: [],
        statuses: new Map(),
        reread: [],
        repaired: new Map(),
        joined: [],
        left: [],
      },
      segment: fakeSegment(number),
    })
  const give = (event: SourceEvent) => asked.shift()?.(event)
  const pass = (ms: number) => {
    clock += ms
  }
  return { rest, events, stand, processed, give, pass, dealt }
}

describe('createRest', () => {
  it('behaviour: while a segment is dealt with nobody looks; afterwards they see its end', async () => {
    const { rest, events, stand, processed, give, pass, dealt } = rig()
    stand()
    const first = events.next()
    expect(rest.glance(({ end: at }) => at.number)).toBe(1n)
    await Promise.resolve()
    give(segment(2n))
    await first
    expect(rest.glance(() => true)).toBeUndefined()
    const looking = rest.look(({ end: at }) => at.number)
    pass(7)
    processed(2n)
    const second = events.next()
    expect(await looking).toBe(2n)
    expect(dealt).toEqual([7])
    await Promise.resolve()
    give(segment(3n))
    await second
  })

  it('error: not_standing before there is a book, and for those who wait when it is lost', async () => {
    const { rest, events, stand, give } = rig()
    await expect(rest.look(() => true)).rejects.toMatchObject({ code: 'not_standing' })
    stand()
    const first = events.next()
    await Promise.resolve()
    give(segment(2n))
    await first
    const looking = rest.look(() => true)
    rest.heard({ kind: 'failed', error: undefined, code: 'unexpected', retryInMs: 1 })
    await expect(looking).rejects.toMatchObject({ code: 'not_standing' })
    expect(rest.glance(() => true)).toBeUndefined()
  })

  it('error: not_standing for those who wait when the source is left, so that a shutdown waits for nobody', async () => {
    const { rest, events, stand, give } = rig()
    stand()
    const first = events.next()
    await Promise.resolve()
    give(segment(2n))
    await first
    const looking = rest.look(() => true)
    await events.return?.()
    await expect(looking).rejects.toMatchObject({ code: 'not_standing' })
  })

  it('behaviour: work that throws fails its own look only', async () => {
    const { rest, events, stand } = rig()
    stand()
    void events.next()
    const broken = rest.look(() => {
      throw new Error('broken')
    })
    await expect(broken).rejects.toThrow('broken')
    expect(await rest.look(({ end: at }) => at.number)).toBe(1n)
  })
})
