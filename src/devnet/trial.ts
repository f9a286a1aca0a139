import { encodeFunctionData, erc20Abi, type Log, maxUint256, parseAbi, parseEventLogs } from 'viem'
import type { Address, Hex } from '../core/address.ts'
import { type TokenAmount, tokenAmount } from '../core/units.ts'
import { giveTransactions } from './aave/seeder.ts'
import type { DevnetClient } from './client.ts'
import { type DevnetTransaction, mineSuccessfully, mineTransactions } from './client-transactions.ts'
import type { Deployment } from './deployment.ts'

/** One liquidation to try. */
export type TrialCall = {
  readonly borrower: Address
  readonly collateral: Address
  readonly debt: Address
  readonly amount: bigint
  /** Collateral as aTokens (the default), or withdrawn. */
  readonly receive?: 'aTokens' | 'underlying'
}

/** What it did, by its own logs; undefined when it reverted. */
export type TrialResult = {
  readonly repaid: TokenAmount
  readonly seized: TokenAmount
  /** What the treasury received, interest of its own aside. */
  readonly fee: TokenAmount
  readonly deficit: readonly { readonly asset: Address; readonly amount: TokenAmount }[]
}

/** A liquidator of a local chain with enough of every token, and the pool's allowance set. */
export const TRIAL_LIQUIDATOR: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

const poolAbi = parseAbi([
  'function liquidationCall(address collateralAsset, address debtAsset, address borrower, uint256 debtToCover, bool receiveAToken)',
  'event LiquidationCall(address indexed collateralAsset, address indexed debtAsset, address indexed user, uint256 debtToCover, uint256 liquidatedCollateralAmount, address liquidator, bool receiveAToken)',
  'event DeficitCreated(address indexed user, address indexed debtAsset, uint256 amountCreated)',
])
/** Without a return value, so that it fits USDT too. */
const approveAbi = parseAbi(['function approve(address spender, uint256 amount)'])

/** Enough of any token here to buy off the whole market: 10 billion whole tokens. */
const PLENTY = 10n ** 10n

/** Gives the liquidator every token of the market; once a chain. */
export async function fundLiquidator(client: DevnetClient, deployment: Deployment): Promise<void> {
  const orders = deployment.reserves.map(({ symbol, decimals }) => ({
    account: TRIAL_LIQUIDATOR,
    symbol,
    amount: PLENTY * 10n ** BigInt(decimals),
  }))
  const approvals = deployment.reserves.map(
    ({ symbol, underlying }): DevnetTransaction => ({
      from: TRIAL_LIQUIDATOR,
      to: underlying,
      data: encodeFunctionData({
        abi: approveAbi,
        functionName: 'approve',
        args: [deployment.pool, maxUint256],
      }),
      label: `approve ${symbol}`,
    }),
  )
  await mineSuccessfully(client, [...giveTransactions(deployment, orders), ...approvals])
}

/** Mines `before` and then all calls in one block; results in the order of the calls. */
export async function tryLiquidations(
  client: DevnetClient,
  deployment: Deployment,
  before: readonly DevnetTransaction[],
  calls: readonly TrialCall[],
): Promise<readonly (TrialResult | undefined)[]> {
  const transactions = calls.map(
    ({ borrower, collateral, debt, amount, receive }): DevnetTransaction => ({
      from: TRIAL_LIQUIDATOR,
      to: deployment.pool,
      data: encodeFunctionData({
        abi: poolAbi,
        functionName: 'liquidationCall',
        args: [collateral, debt, borrower, amount, receive !== 'underlying'],
      }),
      gas: 5_000_000n,
      label: `liquidate ${borrower}`,
    }),
  )
  const mined = await mineTransactions(client, [...before, ...transactions])
  return Promise.all(
    mined.slice(before.length).map(async ({ hash, status }, i) => {
      const call = calls[i]
      return status === 'success' && call !== undefined ? result(client, deployment, call, hash) : undefined
    }),
  )
}

async function result(
  client: DevnetClient,
  { treasury, reserves }: Deployment,
  { borrower, collateral }: TrialCall,
  hash: Hex,
): Promise<TrialResult | undefined> {
  const { logs } = await client.getTransactionReceipt({ hash })
  const [call] = parseEventLogs({ abi: poolAbi, eventName: 'LiquidationCall', logs })
  if (call === undefined) return undefined
  const aToken = reserves.find(({ underlying }) => underlying === collateral)?.aToken
  const isFee = ({ address, args }: { address: Address; args: { from: Address; to: Address } }) =>
    address.toLowerCase() === aToken?.toLowerCase() && args.from === borrower && args.to === treasury
  const fees = parseEventLogs({ abi: erc20Abi, eventName: 'Transfer', logs }).filter(isFee)
  return {
    repaid: tokenAmount(call.args.debtToCover),
    seized: tokenAmount(call.args.liquidatedCollateralAmount),
    // The very first release logs a transfer in scaled units before the same in tokens.
    fee: tokenAmount(fees.at(-1)?.args.value ?? 0n),
    deficit: deficitIn(logs),
  }
}

const deficitIn = (logs: readonly Log[]): TrialResult['deficit'] =>
  parseEventLogs({ abi: poolAbi, eventName: 'DeficitCreated', logs: [...logs] }).map(({ args }) => ({
    asset: args.debtAsset,
    amount: tokenAmount(args.amountCreated),
  }))
