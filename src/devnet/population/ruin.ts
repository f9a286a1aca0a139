import type { Address } from '../../core/address.ts'
import { MAX_UINT256 } from '../../core/units.ts'
import { giveTransactions } from '../aave/seeder.ts'
import type { DevnetTransaction } from '../client-transactions.ts'
import type { Deployment } from '../deployment.ts'
import { type DevnetPrices, priceTransaction } from '../feeds/prices.ts'
import { poolCalls } from '../market/pool-calls.ts'
import { approveTransactions, poolTransaction, reserveOf } from '../market/transactions.ts'
import { RUIN } from './kinds/ruined.ts'

/**
 * Takes all WBTC of the given accounts by real liquidations at prices far from the plan's, and puts the prices back.
 * They keep most of their debt and next to nothing against it.
 * @param legs What the feeds say before and after.
 */
export function ruinTransactions(
  deployment: Deployment,
  liquidator: Address,
  accounts: readonly Address[],
  legs: DevnetPrices['legs'],
): readonly DevnetTransaction[] {
  if (accounts.length === 0) return []
  const [usdc, wbtc] = [reserveOf(deployment, 'USDC'), reserveOf(deployment, 'WBTC')]
  const btc = (factor: number) => priceTransaction(deployment, 'BTC/USD', scaled(legs['BTC/USD'], factor))
  const eth = (factor: number) => priceTransaction(deployment, 'ETH/USD', scaled(legs['ETH/USD'], factor))
  return [
    ...giveTransactions(deployment, [{ account: liquidator, symbol: 'USDC', amount: FUNDS }]),
    ...approveTransactions(deployment, liquidator, usdc, FUNDS),
    btc(RUIN.bitcoin),
    eth(RUIN.ether),
    ...accounts.map((account) => {
      const call = poolCalls.liquidate(wbtc.underlying, usdc.underlying, account, MAX_UINT256, true)
      return poolTransaction(deployment, liquidator, [call], `ruin ${account}`)
    }),
    btc(1),
    eth(1),
  ]
}

/** A billion dollars: more than all the ruined can owe. */
const FUNDS = 10n ** 15n

function scaled(answer: bigint, factor: number): bigint {
  return (answer * BigInt(Math.round(factor * 100))) / 100n
}
