import fc from 'fast-check'
import { expect, it } from 'vitest'
import { radixOrder } from './radix-order.ts'

it('behaviour: keys come in ascending order, each place once, equal ones as they were', () => {
  const key = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
  fc.assert(
    fc.property(fc.array(key), (keys) => {
      const expected = [...keys.keys()].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b)
      expect([...radixOrder(Uint32Array.from(keys))]).toEqual(expected)
    }),
  )
})
