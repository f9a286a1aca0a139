import { encodeFunctionData, parseAbi } from 'viem'
import type { Address, Hex } from '../../core/address.ts'
import type { DevnetTransaction } from '../client-transactions.ts'
import type { Intent } from '../market/action.ts'
import { cometAbi } from './comet-abi.ts'
import type { CometScene } from './scene.ts'

const tokenAbi = parseAbi(['function approve(address spender, uint256 amount)'])

/** A transaction of `from` with the given call of the market. */
export function cometTransaction(
  { market }: Pick<CometScene, 'market'>,
  from: Address,
  data: Hex,
  label: string,
): DevnetTransaction {
  return { from, to: market.comet, data, gas: COMET_GAS, label: `${market.symbol}: ${label}` }
}

/** A token as an intent needs it. */
type Token = Pick<CometScene['slots'][number], 'asset' | 'symbol'>

/**
 * Brings tokens into the market for `to`: gives `from` the money, lets the market take it, and supplies. `amount` is
 * what the call says, `money` what has to be there for it.
 */
export function supplyIntent(
  scene: CometScene,
  token: Token,
  { from, to, amount, money = amount }: { from: Address; to: Address; amount: bigint; money?: bigint },
): Intent {
  const { asset, symbol } = token
  const data = encodeFunctionData({ abi: cometAbi, functionName: 'supplyTo', args: [to, asset, amount] })
  return {
    money: [{ account: from, symbol, amount: money }],
    transactions: [
      ...approval(scene.market.comet, from, token, money),
      cometTransaction(scene, from, data, `${from} supplies ${amount} ${symbol} to ${to}`),
    ],
  }
}

/** Lets `spender` take tokens of `from`. USDT refuses to change an allowance that is not zero. */
export function approval(
  spender: Address,
  from: Address,
  { asset, symbol }: Token,
  amount: bigint,
): readonly DevnetTransaction[] {
  const approve = (value: bigint): DevnetTransaction => ({
    from,
    to: asset,
    data: encodeFunctionData({ abi: tokenAbi, functionName: 'approve', args: [spender, value] }),
    gas: TOKEN_GAS,
    label: `${from} lets ${spender} take ${value} ${symbol}`,
  })
  return symbol === 'USDT' ? [approve(0n), approve(amount)] : [approve(amount)]
}

// Limits, not costs.
const COMET_GAS = 4_000_000n
const TOKEN_GAS = 200_000n
