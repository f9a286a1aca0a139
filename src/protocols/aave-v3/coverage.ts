import type { Address } from '../../core/address.ts'
import { type ScaledAmount, scaledAmount } from '../../core/units.ts'
import type { AaveState } from './state.ts'

/** One reserve's proof that no borrower is missing: known debt against what the debt token says exists. */
export type ReserveCoverage = {
  readonly asset: Address
  readonly symbol: string
  readonly known: ScaledAmount
  readonly total: ScaledAmount
  readonly complete: boolean
}

/**
 * Compares, for every reserve, the scaled debt of the known accounts with the debt token's `scaledTotalSupply` at
 * the same block. Equality for all reserves proves that every borrower is known; linear in legs.
 */
export function coveredBorrowers(state: AaveState): readonly ReserveCoverage[] {
  const known = new Map<Address, bigint>()
  for (const { legs } of state.accounts.values())
    for (const leg of legs) known.set(leg.asset, (known.get(leg.asset) ?? 0n) + leg.debt)
  return [...state.reserves.values()].map(({ asset, symbol, scaledDebtSupply }) => {
    const sum = known.get(asset) ?? 0n
    return {
      asset,
      symbol,
      known: scaledAmount(sum),
      total: scaledDebtSupply,
      complete: sum === scaledDebtSupply,
    }
  })
}
