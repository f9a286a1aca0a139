import type { Address } from '../address.ts'
import { addRisk, noRisk, type RiskSums } from './risk-sums.ts'

/** Sums, and how many accounts are behind them. Accounts are not additive: one may have positions in many places. */
export type RiskTotals = RiskSums & { accounts: number }

/** At one price: who is under the threshold there, who was already at the present prices, who comes and who goes. */
export type FourSets = {
  readonly all: RiskTotals
  readonly already: RiskTotals
  readonly added: RiskTotals
  readonly relieved: RiskTotals
}

/** Where a position that is under its threshold now or then belongs. */
export type Movement = 'kept' | 'added' | 'relieved'

/** Sums of the three movements, from which the four sets follow: `all = already + added − relieved` in every sum. */
export type Movements = {
  readonly add: (movement: Movement, account: Address, sums: RiskSums) => void
  /** Positions without a price are under no threshold and leave none: they are in `all` and in `already`. */
  readonly addUnvalued: (account: Address) => void
  readonly sets: () => FourSets
}

export function createMovements(): Movements {
  const sums = { kept: noRisk(), added: noRisk(), relieved: noRisk() }
  const accounts = { kept: new Set<Address>(), added: new Set<Address>(), relieved: new Set<Address>() }
  const setOf = (first: Movement, second?: Movement): RiskTotals => {
    const together = addRisk(addRisk(noRisk(), sums[first]), second === undefined ? noRisk() : sums[second])
    const who = second === undefined ? accounts[first] : new Set([...accounts[first], ...accounts[second]])
    return { ...together, accounts: who.size }
  }
  return {
    add(movement, account, one) {
      addRisk(sums[movement], one)
      if (one.positions > 0) accounts[movement].add(account)
    },
    addUnvalued() {
      sums.kept.unvalued += 1
    },
    sets: () => ({
      all: setOf('kept', 'added'),
      already: setOf('kept', 'relieved'),
      added: setOf('added'),
      relieved: setOf('relieved'),
    }),
  }
}

/** Four sets of different chains, whose accounts are not the same. */
export function joinSets(parts: readonly FourSets[]): FourSets {
  const join = (name: keyof FourSets): RiskTotals => {
    const joined: RiskTotals = { ...noRisk(), accounts: 0 }
    for (const part of parts) {
      addRisk(joined, part[name])
      joined.accounts += part[name].accounts
    }
    return joined
  }
  return { all: join('all'), already: join('already'), added: join('added'), relieved: join('relieved') }
}
