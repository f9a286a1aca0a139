import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { waitOr } from './clock.ts'
import { ownSignal } from './own-signal.ts'

it('behaviour: aborts with the longer one, or by its own end', () => {
  const longer = new AbortController()
  const [first, second] = [ownSignal(longer.signal), ownSignal(longer.signal)]
  first.end()
  expect([first.signal.aborted, second.signal.aborted, longer.signal.aborted]).toEqual([true, false, false])
  longer.abort()
  expect(second.signal.aborted).toBe(true)
  expect(ownSignal(longer.signal).signal.aborted).toBe(true)
})

it('behaviour: nothing is left on the longer one, however often somebody waited beside it', async () => {
  const { signal } = new AbortController()
  const clock = { now: () => 0, wait: () => new Promise<void>(() => undefined) }
  for (let wait = 0; wait < 1_000; wait++) await waitOr(clock, 1, Promise.resolve(), signal)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
