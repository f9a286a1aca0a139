import type { Address } from '../../core/address.ts'
import { type SeedOrder, supplyTransactions } from '../aave/seeder.ts'
import type { DevnetClient } from '../client.ts'
import { type DevnetTransaction, mineSuccessfully } from '../client-transactions.ts'
import type { Deployment } from '../deployment.ts'
import { readPrices } from '../feeds/prices.ts'
import { poolAbi } from '../market/pool-abi.ts'
import { accountAddress } from './accounts.ts'
import { actionTransactions } from './actions.ts'
import { planPopulation } from './plan.ts'
import type { PlannedPosition } from './position.ts'
import { ruinTransactions } from './ruin.ts'
import { marketTerms } from './terms.ts'

/** A person on the local chain. */
export type DevnetAccount = { readonly address: Address; readonly position: PlannedPosition }

export type SeedOptions = {
  readonly seed: number
  /** Accounts with debt. */
  readonly borrowers: number
}

/**
 * Plans a population for the prices that the market's oracle says and brings it onto the chain by real transactions:
 * supplies of 200 accounts at a time, then one transaction for each account that borrows. The chain must be fresh.
 * @throws DevnetTransactionError `devnet_transaction_reverted` naming the account and the pool's reason: nothing
 * planned is ever left out silently.
 */
export async function seedPopulation(
  client: DevnetClient,
  deployment: Deployment,
  { seed, borrowers }: SeedOptions,
): Promise<readonly DevnetAccount[]> {
  const prices = await readPrices(client, deployment)
  const terms = marketTerms(prices.reserves)
  const accounts = planPopulation({ seed, borrowers, terms }).map((position) => ({
    address: accountAddress(seed, position.index),
    position,
  }))
  const isEarly = ({ position }: DevnetAccount) => position.kind === 'provider' || position.kind === 'ruined'
  const ruined = accounts.filter(({ position }) => position.kind === 'ruined').map(({ address }) => address)
  // The liquidity that lenders bring must be there when the first account borrows, and the ruined must be ruined
  // before anybody else has a position that the prices of that moment would break.
  const steps = [
    ...settle(deployment, accounts.filter(isEarly)),
    ruinTransactions(deployment, accountAddress(seed, 'executor'), ruined, prices.legs),
    ...settle(
      deployment,
      accounts.filter((account) => !isEarly(account)),
    ),
  ]
  for (const step of steps) await mineSuccessfully(client, step, poolAbi)
  return accounts
}

/** Supplies, then what each account does itself, in portions whose receipts fit into one answer of the chain. */
function settle(
  deployment: Deployment,
  accounts: readonly DevnetAccount[],
): readonly (readonly DevnetTransaction[])[] {
  const orders = accounts.flatMap(({ address, position }) =>
    position.supplies.map(({ symbol, amount }): SeedOrder => ({ account: address, symbol, amount })),
  )
  const actions = accounts.flatMap(({ address, position }) =>
    actionTransactions(deployment, address, position),
  )
  return [
    ...portions(orders, 1_600).map((portion) => supplyTransactions(deployment, portion)),
    ...portions(actions, 500),
  ]
}

function portions<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
}
