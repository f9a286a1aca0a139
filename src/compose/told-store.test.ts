import { expect, it } from 'vitest'
import { createBook } from '../core/book/book.ts'
import { RedlineError } from '../core/errors.ts'
import { timestamp } from '../core/units.ts'
import type { WatchEvent } from '../pipeline/watch/event.ts'
import { toldStore } from './told-store.ts'

it('behaviour: a call that fails is told of and fails all the same; one that works is not', async () => {
  const events: WatchEvent[] = []
  const book = createBook(1)
  const gone = new RedlineError({ code: 'store_unavailable', happened: 'Gone.', remedy: 'Wait.' })
  const store = toldStore(
    {
      load: async () => ({ book, last: undefined, tail: [] }),
      commit: () => Promise.reject(gone),
      rollback: () => Promise.reject(new Error('odd')),
    },
    (event) => events.push(event),
  )
  expect(await store.load(1)).toEqual({ book, last: undefined, tail: [] })
  expect(events).toEqual([])
  const segment = {
    chainId: 1,
    headers: [
      {
        number: 1n,
        hash: '0x',
        parentHash: '0x',
        timestamp: timestamp(0n),
        logsBloom: '0x',
        receiptsRoot: '0x',
      },
    ],
    logs: [],
  } as const
  await expect(store.commit({ chainId: 1, segment, changes: [], happenings: [] })).rejects.toBe(gone)
  await expect(store.rollback(1, '0x')).rejects.toThrow('odd')
  expect(events).toEqual([
    { kind: 'store-error', code: 'store_unavailable' },
    { kind: 'store-error', code: 'unexpected' },
  ])
})
