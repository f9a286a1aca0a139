import type { BookRows } from './rows.ts'
import type { Rules } from './rules.ts'
import { screenTable, UNDECIDED, unvaluedIn } from './screen-table.ts'

/** Per account of a book: what its collateral counts for, and what it owes, in base units as float64. */
export type Screen = {
  readonly weighted: Float64Array
  readonly debt: Float64Array
  /** 1 where an asset that counts has no price. */
  readonly unvalued: Uint8Array
  /** Per account: by how much its two sums are off together at most; infinite where no market values it. */
  readonly bandOf: (account: number) => number
  /** Accounts that the screen knows too little of to say anything; undefined where there are none. */
  readonly isUncertain: ((account: number) => boolean) | undefined
}

/**
 * Relative error of both sums, at most: a stored amount, its coefficient (two units) and their product are each within
 * 2^-52 of exact, and a sum of n terms adds n · 2^-53; below 2^-44 up to 400 legs an account.
 */
export const SCREEN_ERROR = 2 ** -44

/**
 * Values all accounts of a book in one pass over its legs. Where `weighted` and `debt` differ by more than
 * `bandOf`, the protocol's integers order them alike; the others are to be confirmed.
 */
export function screenBook(rows: BookRows, rules: ReadonlyMap<string, Rules>): Screen {
  const { accounts, legs } = rows
  const table = screenTable(rows, rules)
  const { coefficients, debts, first } = table
  const weighted = new Float64Array(accounts.count)
  const debt = new Float64Array(accounts.count)
  const { account, listing, collateralScreen, debtScreen, enabled, count } = legs
  // The rows of an account mostly follow each other, so that its sums stay in registers until the next one comes.
  let owner = account[0] ?? 0
  let start = first[owner] ?? 0
  let [counted, owed] = [0, 0]
  for (let row = 0; row < count; row++) {
    const next = account[row] ?? 0
    if (next !== owner) {
      weighted[owner] = (weighted[owner] ?? 0) + counted
      debt[owner] = (debt[owner] ?? 0) + owed
      owner = next
      start = first[owner] ?? 0
      counted = 0
      owed = 0
    }
    const asset = listing[row] ?? 0
    counted += (collateralScreen[row] ?? 0) * (enabled[row] ?? 0) * (coefficients[start + asset] ?? 0)
    owed += (debtScreen[row] ?? 0) * (debts[asset] ?? 0)
  }
  if (count > 0) {
    weighted[owner] = (weighted[owner] ?? 0) + counted
    debt[owner] = (debt[owner] ?? 0) + owed
  }
  const { slack, averaging, isUncertain } = table
  return {
    weighted,
    debt,
    unvalued: unvaluedIn(rows, table),
    bandOf(owner) {
      const market = accounts.market[owner] ?? 0
      const counted = weighted[owner] ?? 0
      const relative = SCREEN_ERROR * (counted + (debt[owner] ?? 0)) + (averaging[market] ?? 0) * counted
      const band = relative + (slack[market] ?? Number.POSITIVE_INFINITY)
      return isUncertain?.(owner) ? band + UNDECIDED : band
    },
    isUncertain,
  }
}
