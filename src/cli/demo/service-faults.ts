import type { ToldTotals } from '../demo-service.ts'
import type { Under } from './under.ts'

/** What is compared of each answer: completeness, count, collateral, debt, and how many accounts have no value. */
export const SERVICE_FIGURES = 5

/**
 * Holds what the service says over REST against sums of the pool's own views at the same block: every figure that is
 * not equal, in words. `unvalued` is how many accounts the pool has no view of.
 */
export function serviceFaults(told: ToldTotals, chain: Under, unvalued: number): readonly string[] {
  const faults = told.complete ? [] : ['the service says that its answer is not complete']
  const compare = (what: string, said: bigint | number, is: bigint | number) => {
    if (said !== is) faults.push(`${what} under 1: the service says ${said}, the pool’s views say ${is}`)
  }
  compare('positions', told.positions, chain.positions)
  compare('collateral', told.collateral, chain.collateral)
  compare('debt', told.debt, chain.debt)
  compare('accounts without a price, apart from those', told.unvalued, unvalued)
  return faults
}
