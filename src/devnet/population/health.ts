import type { Random } from '../random.ts'

/**
 * The health factor that a borrower of a volatile asset keeps. Four in ten lie between 1.02 and 1.20 and break when
 * BTC falls by a third; a few stand just above 1; the rest thin out up to 10.
 */
export function healthFactor(rng: Random): number {
  const [low, high] = rng.weighted([
    [5, [1.003, 1.02]],
    [40, [1.02, 1.2]],
    [33, [1.2, 2]],
    [16, [2, 5]],
    [6, [5, 10]],
  ])
  return rng.between(low, high)
}

/** The health factor of a loop, whose legs have the same driver and move together. */
export function loopHealthFactor(rng: Random): number {
  return rng.between(1.005, 1.12)
}
