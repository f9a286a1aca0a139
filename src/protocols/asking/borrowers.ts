import type { BookRows } from '../../core/book/rows.ts'

/** How many accounts owe something, by market: one pass over the legs. */
export function borrowersIn({ accounts, legs, listings }: BookRows): ReadonlyMap<string, number> {
  const owes = new Uint8Array(accounts.count)
  for (let row = 0; row < legs.count; row++)
    if ((legs.debtScreen[row] ?? 0) > 0) owes[legs.account[row] ?? 0] = 1
  const counts = listings.markets.map(() => 0)
  for (let account = 0; account < accounts.count; account++) {
    const market = accounts.market[account] ?? 0
    if (owes[account] === 1) counts[market] = (counts[market] ?? 0) + 1
  }
  return new Map(listings.markets.map((market, i) => [market, counts[i] ?? 0]))
}
