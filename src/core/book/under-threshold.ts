import { heldPosition } from './held-position.ts'
import type { BookRows } from './rows.ts'
import { isValuation, type Rules } from './rules.ts'
import { screenBook } from './screen.ts'

/** How the accounts of a book stand at one vector of prices, by account number. */
export type Standings = {
  /** 1 where the health factor is below one. */
  readonly under: Uint8Array
  /** 1 where somebody owes something and a price is missing. */
  readonly unvalued: Uint8Array
  /** Rows that the screen could not decide. */
  readonly confirmed: number
}

/**
 * Which accounts are under their threshold: a screen in float64 for all, the protocol's integers for every row within
 * the screen's error band. Equal to integers for all. One pass over the legs and one over the accounts.
 */
export function underThreshold(rows: BookRows, rules: ReadonlyMap<string, Rules>): Standings {
  const { accounts, listings } = rows
  const { weighted, debt, unvalued, bandOf, isUncertain } = screenBook(rows, rules)
  const ruled = listings.markets.map((market) => rules.get(market))
  const under = new Uint8Array(accounts.count)
  let confirmed = 0
  const confirm = (account: number): void => {
    const own = ruled[accounts.market[account] ?? 0]
    if (own === undefined) return
    confirmed++
    const found = own.value(heldPosition(rows, account))
    if (isValuation(found) && found.isUnder) under[account] = 1
    // Where the screen knows too little, only the integers tell whether a price is missing.
    if (isUncertain?.(account)) unvalued[account] = !isValuation(found) && owes(rows, account) ? 1 : 0
  }
  for (let account = 0; account < accounts.count; account++) {
    if (isUncertain?.(account)) {
      confirm(account)
      continue
    }
    const owed = debt[account] ?? 0
    if (unvalued[account] === 1) {
      if (!owes(rows, account)) unvalued[account] = 0
      continue
    }
    if (owed === 0) continue
    const counted = weighted[account] ?? 0
    const band = bandOf(account)
    if (counted - owed > band) continue
    if (owed - counted > band) {
      under[account] = 1
      continue
    }
    confirm(account)
  }
  return { under, unvalued, confirmed }
}

/** Whether an account has any debt, in stored units: without a price its debt has no value. */
function owes({ accounts, legs }: BookRows, account: number): boolean {
  for (let link = accounts.firstLeg[account] ?? 0; link !== 0; link = legs.next[link - 1] ?? 0)
    if ((legs.debtScreen[link - 1] ?? 0) > 0) return true
  return false
}
