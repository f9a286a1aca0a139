import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { philox, random } from './random.ts'

describe('random', () => {
  it('behaviour: equals the published vectors of Philox 2x32-10', () => {
    expect(philox(0, 0, 0)).toEqual([0xff1dae59, 0x6cd10df2])
    expect(philox(0xffffffff, 0xffffffff, 0xffffffff)).toEqual([0x2c3f628b, 0xab4fd7ad])
    expect(philox(0x243f6a88, 0x85a308d3, 0x13198a2e)).toEqual([0xdd7ce038, 0xf62a4c12])
  })

  it('behaviour: the same seed and name draw the same, another name draws differently', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), fc.string(), (seed, name) => {
        const [a, b, c] = [random(seed, name), random(seed, name), random(seed, `${name}!`)]
        const drawn = Array.from({ length: 8 }, a.bits)
        expect(Array.from({ length: 8 }, b.bits)).toEqual(drawn)
        expect(Array.from({ length: 8 }, c.bits)).not.toEqual(drawn)
      }),
    )
  })

  it('behaviour: a fork does not depend on what its parent has drawn', () => {
    const fresh = random(7, 'a')
    const used = random(7, 'a')
    used.float()
    expect(used.fork('b').bits()).toBe(fresh.fork('b').bits())
  })

  it('behaviour: draws stay in range and fill it', () => {
    const rng = random(1)
    const counts = new Map<number, number>()
    for (let i = 0; i < 6000; i++) {
      const face = rng.integer(1, 6)
      counts.set(face, (counts.get(face) ?? 0) + 1)
    }
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6])
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('behaviour: weights decide how often a value is chosen, and a weight of 0 is never chosen', () => {
    const rng = random(2)
    const drawn = Array.from({ length: 4000 }, () =>
      rng.weighted([
        [3, 'often'],
        [1, 'seldom'],
        [0, 'never'],
      ]),
    )
    expect(drawn.filter((value) => value === 'often').length / 4000).toBeCloseTo(0.75, 1)
    expect(drawn).not.toContain('never')
  })
})
