import type { Random } from '../random.ts'

/**
 * The debt of a borrower in dollars: one in 60 is a whale of $5-50 M (Pareto, so that most are near the lower
 * end), the others are log-normal around $6,000 and kept within $50 to $2 M.
 */
export function debtSize(rng: Random): number {
  return rng.chance(1 / 60) ? 5e6 / (1 - rng.between(0, 0.9)) : retailSize(rng)
}

/** The same without the whales. */
export function retailSize(rng: Random): number {
  return Math.min(2e6, Math.max(50, 6_000 * exponential(1.9 * normal(rng))))
}

/** Irwin-Hall: the sum of twelve uniforms. Additions only, so that every engine draws the same bits. */
function normal(rng: Random): number {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += rng.float()
  return sum
}

/** e^x by its series on x/64, squared six times; for |x| up to 20. `Math.exp` differs between engines. */
function exponential(x: number): number {
  const small = x / 64
  let [term, sum] = [1, 1]
  for (let n = 1; n <= 12; n++) {
    term *= small / n
    sum += term
  }
  for (let i = 0; i < 6; i++) sum *= sum
  return sum
}
