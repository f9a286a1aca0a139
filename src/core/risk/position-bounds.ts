import type { Screen } from '../book/screen.ts'

/** Between what a figure certainly is. */
export type Bounds = { readonly low: number; readonly high: number }

/** What a screen knows for certain of one account: bounds of its health factor, where 1 is one, and of its debt. */
export type PositionBounds = { readonly healthFactor: Bounds; readonly debt: Bounds }

/** Widens by what the last roundings of a quotient can move it. */
const WIDER = 1 + 2 ** -40

/** Undefined where an account certainly owes nothing. */
export function positionBounds(screen: Screen, account: number): PositionBounds | undefined {
  const owed = screen.debt[account] ?? 0
  if (owed === 0 && !screen.isUncertain?.(account)) return undefined
  const counted = screen.weighted[account] ?? 0
  const band = screen.bandOf(account)
  const [least, most] = [Math.max(0, counted - band), counted + band]
  const [owedLeast, owedMost] = [Math.max(0, owed - band), owed + band]
  return {
    healthFactor: {
      low: least / owedMost / WIDER,
      high: owedLeast === 0 ? Number.POSITIVE_INFINITY : (most / owedLeast) * WIDER,
    },
    debt: { low: owedLeast, high: owedMost },
  }
}
