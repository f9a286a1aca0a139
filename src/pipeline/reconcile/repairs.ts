import type { Address } from '../../core/address.ts'
import type { RepairsPort } from '../follow/ports.ts'

/** What is to be read again, and a way in. A process that ends forgets what is due; the rotation comes to it again. */
export type Repairs = RepairsPort & {
  readonly add: (market: string, accounts: readonly Address[]) => void
}

/** Starts with nothing due. */
export function createRepairs(): Repairs {
  const markets = new Map<string, Set<Address>>()
  return {
    due: (market) => {
      const accounts = markets.get(market)
      return accounts && [...accounts]
    },
    done: (market, accounts) => {
      const left = new Set(markets.get(market))
      for (const account of accounts) left.delete(account)
      if (left.size === 0) markets.delete(market)
      else markets.set(market, left)
    },
    add: (market, accounts) => {
      markets.set(market, new Set([...(markets.get(market) ?? []), ...accounts]))
    },
  }
}
