import { encodeFunctionData, parseAbi } from 'viem'
import type { Address, Hex } from '../../core/address.ts'
import type { DevnetTransaction } from '../client-transactions.ts'
import type { DeployedReserve, Deployment, ReserveSymbol } from '../deployment.ts'
import { DeploymentPartError } from '../feeds/prices.ts'
import { poolAbi } from './pool-abi.ts'

const tokenAbi = parseAbi([
  'function approve(address spender, uint256 amount)',
  'function transfer(address to, uint256 amount)',
])

/** A transaction of `from` that makes the given pool calls, all or none. */
export function poolTransaction(
  deployment: Deployment,
  from: Address,
  calls: readonly Hex[],
  label: string,
): DevnetTransaction {
  const [only] = calls
  const data =
    calls.length === 1 && only !== undefined
      ? only
      : encodeFunctionData({ abi: poolAbi, functionName: 'multicall', args: [calls] })
  return { from, to: deployment.pool, data, gas: POOL_GAS, label }
}

/**
 * Lets the pool take `amount` of a reserve's token from `from`. USDT refuses to change an allowance that is not
 * zero, so that one is set to zero before.
 */
export function approveTransactions(
  deployment: Deployment,
  from: Address,
  reserve: DeployedReserve,
  amount: bigint,
): readonly DevnetTransaction[] {
  const approve = (value: bigint): DevnetTransaction => ({
    from,
    to: reserve.underlying,
    data: encodeFunctionData({ abi: tokenAbi, functionName: 'approve', args: [deployment.pool, value] }),
    gas: TOKEN_GAS,
    label: `${from} approves ${value} ${reserve.symbol}`,
  })
  return reserve.symbol === 'USDT' ? [approve(0n), approve(amount)] : [approve(amount)]
}

/** Sends tokens that follow the ERC-20 interface, aTokens above all. */
export function transferTransaction(
  token: Address,
  from: Address,
  to: Address,
  amount: bigint,
): DevnetTransaction {
  const data = encodeFunctionData({ abi: tokenAbi, functionName: 'transfer', args: [to, amount] })
  return { from, to: token, data, gas: POOL_GAS, label: `${from} transfers ${amount} of ${token} to ${to}` }
}

/** The reserve of a symbol. */
export function reserveOf(deployment: Deployment, symbol: ReserveSymbol): DeployedReserve {
  const found = deployment.reserves.find((reserve) => reserve.symbol === symbol)
  if (found === undefined) throw new DeploymentPartError(symbol)
  return found
}

// Limits, not costs: generous, and still hundreds of transactions to a block.
const POOL_GAS = 4_000_000n
const TOKEN_GAS = 200_000n
