import { expect, it } from 'vitest'
import { planOf } from './plan.ts'

it('behaviour: two hundred seeds meet every kind of weather, node, segment and reorganisation', () => {
  const plans = Array.from({ length: 200 }, (_, i) => planOf(i + 1))
  const seen = <T>(of: (plan: (typeof plans)[number]) => T): ReadonlySet<T> => new Set(plans.map(of))
  expect(seen(({ stride }) => stride)).toEqual(new Set([1, 2, 4, 8]))
  expect(seen(({ nodes, quorum }) => `${quorum} of ${nodes}`)).toEqual(
    new Set(['1 of 1', '2 of 2', '2 of 3', '3 of 4']),
  )
  expect(seen(({ odd, lieAbout }) => (odd === undefined ? 'none' : lieAbout))).toEqual(
    new Set(['all', 'branches', 'headers', 'logs', 'none']),
  )
  expect([...seen(({ deepest, stride }) => deepest === 64 && stride)]).toEqual(
    expect.arrayContaining([1, 4, false]),
  )
  expect(seen(({ finalityByTag }) => finalityByTag)).toEqual(new Set([false, true]))
  expect(seen(({ crashChance }) => crashChance > 0)).toEqual(new Set([false, true]))
  expect(seen(({ storeBadness, badness }) => storeBadness > 0 && badness > 0.1)).toEqual(
    new Set([false, true]),
  )
  expect(seen(({ mayPause }) => mayPause)).toEqual(new Set([false, true]))
})
