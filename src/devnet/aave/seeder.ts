import { encodeFunctionData, parseAbi } from 'viem'
import type { Address } from '../../core/address.ts'
import type { DevnetTransaction } from '../client-transactions.ts'
import type { Deployment, ReserveSymbol } from '../deployment.ts'

/** An amount of a reserve's token, in its smallest unit, for one account. */
export type SeedOrder = { readonly account: Address; readonly symbol: ReserveSymbol; readonly amount: bigint }

const ORDERS_PER_TRANSACTION = 200
/** The very first supply of a reserve was seen to use 240,000, later ones 90,000. */
const GAS_PER_ORDER = 300_000n

const seederAbi = parseAbi([
  'struct Order { address account; address asset; uint256 amount; }',
  'function supply(Order[] orders)',
  'function give(Order[] orders)',
])
const usdtAbi = parseAbi(['function issue(uint256 amount)', 'function transfer(address to, uint256 value)'])

/**
 * Transactions that supply to the pool on behalf of each account, in order, with new test money. The pool's
 * own rules decide what becomes collateral: a first supply does unless its loan to value is zero (DAI), it is
 * isolated (LINK), or the account is in isolation mode already.
 */
export function supplyTransactions(
  deployment: Deployment,
  orders: readonly SeedOrder[],
): readonly DevnetTransaction[] {
  return seed(deployment, 'supply', orders)
}

/** Transactions that put new test money into each account's hands. */
export function giveTransactions(
  deployment: Deployment,
  orders: readonly SeedOrder[],
): readonly DevnetTransaction[] {
  return seed(deployment, 'give', orders)
}

function seed(
  deployment: Deployment,
  functionName: 'supply' | 'give',
  orders: readonly SeedOrder[],
): readonly DevnetTransaction[] {
  const underlying = new Map(deployment.reserves.map((reserve) => [reserve.symbol, reserve.underlying]))
  const transactions: DevnetTransaction[] = [...issueUsdt(deployment, orders)]
  for (let start = 0; start < orders.length; start += ORDERS_PER_TRANSACTION) {
    const chunk = orders.slice(start, start + ORDERS_PER_TRANSACTION)
    const args = [
      chunk.map(({ account, symbol, amount }) => ({
        account,
        asset: underlying.get(symbol) ?? '0x',
        amount,
      })),
    ] as const
    transactions.push({
      from: deployment.admin,
      to: deployment.seeder,
      data: encodeFunctionData({ abi: seederAbi, functionName, args }),
      gas: GAS_PER_ORDER * BigInt(chunk.length + 1),
      label: `seeder: ${functionName} ${chunk.length} orders`,
    })
  }
  return transactions
}

/** Nobody can mint USDT: its owner issues what is needed, to itself, and sends it to the seeder. */
function issueUsdt(deployment: Deployment, orders: readonly SeedOrder[]): readonly DevnetTransaction[] {
  const total = orders.reduce((sum, { symbol, amount }) => (symbol === 'USDT' ? sum + amount : sum), 0n)
  const usdt = deployment.reserves.find(({ symbol }) => symbol === 'USDT')
  if (total === 0n || usdt === undefined) return []
  const from = deployment.admin
  const to = usdt.underlying
  return [
    {
      from,
      to,
      data: encodeFunctionData({ abi: usdtAbi, functionName: 'issue', args: [total] }),
      label: 'issue USDT',
    },
    {
      from,
      to,
      data: encodeFunctionData({ abi: usdtAbi, functionName: 'transfer', args: [deployment.seeder, total] }),
      label: 'send USDT to the seeder',
    },
  ]
}
