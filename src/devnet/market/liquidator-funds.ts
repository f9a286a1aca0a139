import { parseAbi } from 'viem'
import type { Address } from '../../core/address.ts'
import { MAX_UINT256 } from '../../core/units.ts'
import { giveTransactions } from '../aave/seeder.ts'
import type { DevnetClient } from '../client.ts'
import { mineSuccessfully } from '../client-transactions.ts'
import type { Deployment } from '../deployment.ts'
import { approveTransactions } from './transactions.ts'

const tokenAbi = parseAbi([
  'function balanceOf(address account) view returns (uint256)',
  'function allowance(address owner, address spender) view returns (uint256)',
])

/**
 * Sees to it that the liquidator owns at least 10 million whole tokens of every reserve and that the pool may take
 * them. Sends nothing when that is so already.
 */
export async function fundLiquidator(
  client: DevnetClient,
  deployment: Deployment,
  liquidator: Address,
): Promise<void> {
  const states = await Promise.all(
    deployment.reserves.map(async (reserve) => {
      const token = { address: reserve.underlying, abi: tokenAbi } as const
      const [balance, allowance] = await Promise.all([
        client.readContract({ ...token, functionName: 'balanceOf', args: [liquidator] }),
        client.readContract({ ...token, functionName: 'allowance', args: [liquidator, deployment.pool] }),
      ])
      return { reserve, balance, allowance, enough: 10n ** BigInt(reserve.decimals + 7) }
    }),
  )
  const money = states
    .filter(({ balance, enough }) => balance < enough)
    .map(({ reserve, enough }) => ({ account: liquidator, symbol: reserve.symbol, amount: 100n * enough }))
  await mineSuccessfully(client, [
    ...giveTransactions(deployment, money),
    ...states
      .filter(({ allowance }) => allowance < MAX_UINT256 / 2n)
      .flatMap(({ reserve }) => approveTransactions(deployment, liquidator, reserve, MAX_UINT256)),
  ])
}
