import type { Address } from '../../core/address.ts'
import {
  type AaveState,
  type AccountData,
  accountData,
  isUnderThreshold,
  isValued,
  type Liquidation,
  liquidatability,
} from '../../protocols/aave-v3/index.ts'

/** What is expected of every account, and one maximal liquidation for each that can be liquidated. */
export type Forecast = {
  readonly accounts: ReadonlyMap<Address, AccountData>
  readonly under: ReadonlySet<Address>
  readonly calls: readonly { readonly account: Address; readonly call: Liquidation }[]
}

/** Values every account of a state once; accounts without a price are left out. */
export function forecast(state: AaveState): Forecast {
  const accounts = new Map<Address, AccountData>()
  const under = new Set<Address>()
  const calls: { account: Address; call: Liquidation }[] = []
  for (const account of state.accounts.values()) {
    const data = accountData(state, account)
    if (!isValued(data)) continue
    accounts.set(account.account, data)
    if (!isUnderThreshold(data)) continue
    under.add(account.account)
    const { best } = liquidatability(state, data)
    if (best !== undefined) calls.push({ account: account.account, call: best })
  }
  return { accounts, under, calls }
}
