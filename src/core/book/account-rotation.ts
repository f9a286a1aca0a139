import type { Address } from '../address.ts'
import type { BookRows } from './rows.ts'

/** Some of a market's accounts, and where the next ones are found. */
export type Rotation = { readonly accounts: readonly Address[]; readonly next: number }

/** The numbers of a market's known accounts, in the order of their first appearance. */
export function accountNumbers({ accounts, listings }: BookRows, market: string): readonly number[] {
  const number = listings.findMarket(market)
  const found: number[] = []
  for (let account = 0; account < accounts.count; account++)
    if (accounts.market[account] === number && accounts.value[account] !== 0) found.push(account)
  return found
}

/**
 * The next `size` known accounts of a market from a place on, beginning again at the end; each once at most. Going on
 * at `next` visits every account in time, however many come meanwhile. Any whole number is a place to begin.
 */
export function nextAccounts(rows: BookRows, market: string, place: number, size: number): Rotation {
  const { accounts, listings } = rows
  const number = listings.findMarket(market)
  const found: Address[] = []
  const count = Math.max(1, accounts.count)
  const start = ((place % count) + count) % count
  let steps = 0
  for (; steps < accounts.count && found.length < size; steps++) {
    const account = (start + steps) % count
    if (accounts.market[account] === number && accounts.value[account] !== 0)
      found.push(accounts.address(account))
  }
  return { accounts: found, next: (start + steps) % count }
}
