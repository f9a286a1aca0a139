import type { BookRows } from '../book/rows.ts'
import type { Rules } from '../book/rules.ts'
import { SCREEN_ERROR, screenBook } from '../book/screen.ts'
import type { Standings } from '../book/under-threshold.ts'

/**
 * The accounts that are under their threshold now, or may be so at one of these vectors of prices or between two
 * neighbouring ones, or lack a price: all for whom the screen does not prove the opposite.
 */
export function possiblyUnder(
  rows: BookRows,
  now: Standings,
  vectors: readonly ReadonlyMap<string, Rules>[],
): Uint32Array {
  const { count } = rows.accounts
  const may = new Uint8Array(count)
  for (const rules of vectors) {
    const { weighted, debt, unvalued, slackOf } = screenBook(rows, rules)
    for (let account = 0; account < count; account++) {
      const [counted, owed] = [weighted[account] ?? 0, debt[account] ?? 0]
      // Twice the band: between two ends, roundings of prices move both sides by up to one unit more each.
      const band = 2 * (SCREEN_ERROR * (counted + owed) + slackOf(account))
      if (unvalued[account] === 1 || (owed > 0 && counted - owed <= band)) may[account] = 1
    }
  }
  const found: number[] = []
  for (let account = 0; account < count; account++)
    if (may[account] === 1 || now.under[account] === 1 || now.unvalued[account] === 1) found.push(account)
  return Uint32Array.from(found)
}
