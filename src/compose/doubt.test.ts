import { expect, it } from 'vitest'
import { fakeSegment } from '../../test/support/fake-market.ts'
import { RedlineError } from '../core/errors.ts'
import { endOf } from '../core/segment.ts'
import type { SourceEvent, SourcePort } from '../pipeline/follow/ports.ts'
import { createDoubt } from './doubt.ts'

it('behaviour: a doubt ends following with the next event, once', async () => {
  const error = new RedlineError({ code: 'checkpoint_differs', happened: 'It differs.', remedy: 'Reload.' })
  const source: SourcePort = {
    async *follow() {
      for (let number = 1n; ; number += 1n) yield { kind: 'head', number }
    },
  }
  const doubt = createDoubt()
  const start = {
    after: endOf(fakeSegment(0n)),
    tail: [],
    filter: () => ({ addresses: [], topics: [] }),
    signal: new AbortController().signal,
  }
  const collect = async (): Promise<readonly SourceEvent[]> => {
    const seen: SourceEvent[] = []
    for await (const event of doubt.around(source).follow(start)) {
      seen.push(event)
      if (seen.length === 2) doubt.raise(error)
      if (seen.length === 4) break
    }
    return seen
  }
  await expect(collect()).rejects.toBe(error)
  const seen: SourceEvent[] = []
  for await (const event of doubt.around(source).follow(start)) if (seen.push(event) === 3) break
  expect(seen.length).toBe(3)
})
