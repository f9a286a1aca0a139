import { type Address, encodeFunctionData, type Hex, maxUint256, parseAbi } from 'viem'
import { cometAbi } from '../../../abis/compound-v3/comet.ts'
import type { DevnetTransaction } from '../../../src/devnet/client-transactions.ts'
import type { DeployedComet } from '../../../src/devnet/compound/deployment.ts'
import type { Random } from '../../../src/devnet/random.ts'

/** Who and what calls are drawn from. */
export type Cast = {
  readonly market: DeployedComet
  readonly accounts: readonly [Address, ...Address[]]
  readonly admin: Address
  /** Tokens that people use in the market, its base token among them. */
  readonly tokens: readonly [Address, ...Address[]]
  /** Tokens and other addresses that the market does not know. */
  readonly strangers: readonly [Address, ...Address[]]
}

type Call = Parameters<typeof encodeFunctionData<typeof cometAbi>>[0]

/**
 * Any call that changes a market, with arguments that nobody means well: nothing, one unit, everything, far too much;
 * tokens that the market does not know; accounts that allowed nothing. Some work all the same.
 */
export function mischief(rng: Random, cast: Cast): readonly DevnetTransaction[] {
  const { market, accounts, admin, tokens, strangers } = cast
  const who = () => rng.pick(accounts)
  const token = () => (rng.chance(0.15) ? rng.pick(strangers) : rng.pick(tokens))
  const flag = () => rng.chance(0.2)
  const amount = () => anyAmount(rng, market)
  const call = rng.weighted<() => Call>([
    [4, () => ({ abi: cometAbi, functionName: 'supply', args: [token(), amount()] })],
    [3, () => ({ abi: cometAbi, functionName: 'supplyTo', args: [who(), token(), amount()] })],
    [3, () => ({ abi: cometAbi, functionName: 'supplyFrom', args: [who(), who(), token(), amount()] })],
    [3, () => ({ abi: cometAbi, functionName: 'transfer', args: [who(), amount()] })],
    [4, () => ({ abi: cometAbi, functionName: 'transferFrom', args: [who(), who(), amount()] })],
    [3, () => ({ abi: cometAbi, functionName: 'transferAsset', args: [who(), token(), amount()] })],
    [
      4,
      () => ({ abi: cometAbi, functionName: 'transferAssetFrom', args: [who(), who(), token(), amount()] }),
    ],
    [4, () => ({ abi: cometAbi, functionName: 'withdraw', args: [token(), amount()] })],
    [3, () => ({ abi: cometAbi, functionName: 'withdrawTo', args: [who(), token(), amount()] })],
    [4, () => ({ abi: cometAbi, functionName: 'withdrawFrom', args: [who(), who(), token(), amount()] })],
    [4, () => ({ abi: cometAbi, functionName: 'absorb', args: [who(), some(rng, accounts)] })],
    [
      4,
      () => ({ abi: cometAbi, functionName: 'buyCollateral', args: [token(), least(rng), amount(), who()] }),
    ],
    [2, () => ({ abi: cometAbi, functionName: 'withdrawReserves', args: [who(), amount()] })],
    [1, () => ({ abi: cometAbi, functionName: 'approveThis', args: [who(), token(), amount()] })],
    [3, () => ({ abi: cometAbi, functionName: 'allow', args: [who(), rng.chance(0.7)] })],
    [2, () => ({ abi: cometAbi, functionName: 'approve', args: [who(), rng.pick([0n, 1n, maxUint256])] })],
    [3, () => ({ abi: cometAbi, functionName: 'accrueAccount', args: [who()] })],
    [1, () => ({ abi: cometAbi, functionName: 'pause', args: [flag(), flag(), flag(), flag(), flag()] })],
    [1, () => ({ abi: cometAbi, functionName: 'initializeStorage' })],
  ])()
  const isGoverned = GOVERNED.includes(call.functionName ?? '')
  const from = rng.chance(isGoverned ? 0.7 : 0.05) ? admin : who()
  const act = transaction(from, market.comet, encodeFunctionData(call), call.functionName ?? 'call')
  return [...tokens.flatMap((each) => approvals(from, each, market.comet)), act]
}

/** Lets the market take everything, so that careless calls do not all fail at the token. */
function approvals(from: Address, token: Address, spender: Address): readonly DevnetTransaction[] {
  // USDT wants zero in between.
  return [0n, maxUint256].map((amount) =>
    transaction(
      from,
      token,
      encodeFunctionData({ abi: tokenAbi, functionName: 'approve', args: [spender, amount] }),
      'approve',
    ),
  )
}

const tokenAbi = parseAbi(['function approve(address spender, uint256 amount)'])

/** What only the governor may do. */
const GOVERNED: readonly string[] = ['pause', 'withdrawReserves', 'approveThis']

/** A transaction with room for the largest absorption. */
export function transaction(from: Address, to: Address, data: Hex, label: string): DevnetTransaction {
  return { from, to, data, gas: 20_000_000n, label }
}

function anyAmount(rng: Random, { configuration }: DeployedComet): bigint {
  const usual = configuration.baseBorrowMin
  return rng.weighted<() => bigint>([
    [2, () => 0n],
    [2, () => 1n],
    [3, () => maxUint256],
    [1, () => 2n ** 128n - 1n],
    [1, () => 2n ** 128n],
    [1, () => 2n ** 255n],
    [2, () => usual - 1n],
    [12, () => (usual * BigInt(rng.integer(1, 3_000))) / 13n],
  ])()
}

function least(rng: Random): bigint {
  return rng.chance(0.8) ? 0n : rng.pick([1n, 10n ** 18n, maxUint256])
}

function some(rng: Random, accounts: readonly Address[]): readonly Address[] {
  return accounts.filter(() => rng.chance(0.3))
}
