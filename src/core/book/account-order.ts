import { GROUPS } from './account-table.ts'
import type { BookRows } from './rows.ts'

/** Per market number its place among the markets sorted by name. */
export function marketRanks({ listings }: BookRows): Uint32Array {
  const sorted = listings.markets.map((name, number) => ({ name, number }))
  const ranks = new Uint32Array(sorted.length)
  sorted
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .forEach(({ number }, rank) => {
      ranks[number] = rank
    })
  return ranks
}

/** The accounts of a group sorted by market and address, those without facts included. */
export function groupInOrder({ accounts }: BookRows, ranks: Uint32Array, group: number): readonly number[] {
  const found: number[] = []
  for (let link = accounts.firstInGroup[group] ?? 0; link !== 0; link = accounts.nextInGroup[link - 1] ?? 0)
    found.push(link - 1)
  const rank = (account: number): number => ranks[accounts.market[account] ?? 0] ?? 0
  return found.sort((a, b) => rank(a) - rank(b) || accounts.compare(a, b))
}

/** All accounts by market, each market's sorted by address: groups are in the order of their first bytes already. */
export function accountsInOrder(rows: BookRows): ReadonlyMap<string, Uint32Array> {
  const { accounts, listings } = rows
  const ranks = marketRanks(rows)
  const sizes = new Uint32Array(listings.markets.length)
  for (let account = 0; account < accounts.count; account++) {
    const market = accounts.market[account] ?? 0
    sizes[market] = (sizes[market] ?? 0) + 1
  }
  const sorted = [...sizes].map((size) => new Uint32Array(size))
  const filled = new Uint32Array(sizes.length)
  for (let group = 0; group < GROUPS; group++)
    for (const account of groupInOrder(rows, ranks, group)) {
      const market = accounts.market[account] ?? 0
      const at = filled[market] ?? 0
      filled[market] = at + 1
      const own = sorted[market]
      if (own !== undefined) own[at] = account
    }
  return new Map(listings.markets.map((name, market) => [name, sorted[market] ?? new Uint32Array(0)]))
}
