import { type EncodeFunctionDataParameters, encodeFunctionData, getContract, type Log } from 'viem'
import { cometAbi } from '../../abis/compound-v3/comet.ts'
import type { Address } from '../../src/core/address.ts'
import { giveTransactions } from '../../src/devnet/aave/seeder.ts'
import type { DevnetChain } from '../../src/devnet/chain.ts'
import { mineSuccessfully, mineTransactions } from '../../src/devnet/client-transactions.ts'
import { loadArtifacts } from '../../src/devnet/compile/artifacts.ts'
import { cometAbi as refusals } from '../../src/devnet/compound/comet-abi.ts'
import { deployComets } from '../../src/devnet/compound/deploy.ts'
import type { DeployedComet, DeployedComets } from '../../src/devnet/compound/deployment.ts'
import { approval, cometTransaction } from '../../src/devnet/compound/transactions.ts'
import type { ReserveSymbol } from '../../src/devnet/deployment.ts'
import { revertReason } from '../../src/devnet/market/revert-reason.ts'
import { reserveOf } from '../../src/devnet/market/transactions.ts'
import { useDevnetChain } from './devnet-chain.ts'

/** One chain with both Compound III markets for all tests of a file. */
export function useComets(): () => { readonly chain: DevnetChain; readonly comets: DeployedComets } {
  let comets: DeployedComets | undefined
  const chain = useDevnetChain({}, async ({ client, deployment }) => {
    comets = await deployComets(client, await loadArtifacts(), deployment)
  })
  return () => {
    if (comets === undefined) throw new Error('The markets are there only while a test runs.')
    return { chain: chain(), comets }
  }
}

/** The views of a market, at its newest block. */
export function viewsOf({ client }: DevnetChain, { comet: address }: DeployedComet) {
  return getContract({ address, abi: cometAbi, client }).read
}

/** What a call did: its logs, or the name of the refusal. */
export type CallResult = { readonly logs: readonly Log[]; readonly refused: string | undefined }

/** Calls a market in a block of its own. */
export async function callComet(
  { client }: DevnetChain,
  market: DeployedComet,
  from: Address,
  call: Omit<EncodeFunctionDataParameters<typeof cometAbi>, 'abi'>,
): Promise<CallResult> {
  const data = encodeFunctionData({ abi: cometAbi, ...call } as EncodeFunctionDataParameters<typeof cometAbi>)
  const [mined] = await mineTransactions(client, [cometTransaction({ market }, from, data, 'call')])
  if (mined === undefined) throw new Error('Nothing was mined.')
  if (mined.status !== 'success')
    return { logs: [], refused: await revertReason(client, mined.hash, refusals) }
  return { logs: (await client.getTransactionReceipt({ hash: mined.hash })).logs, refused: undefined }
}

/** Brings tokens into a market for an account, with new money. */
export async function bring(
  chain: DevnetChain,
  market: DeployedComet,
  account: Address,
  symbol: ReserveSymbol,
  amount: bigint,
): Promise<void> {
  const { client, deployment } = chain
  const { underlying: asset } = reserveOf(deployment, symbol)
  const data = encodeFunctionData({ abi: cometAbi, functionName: 'supply', args: [asset, amount] })
  await mineSuccessfully(
    client,
    [
      ...giveTransactions(deployment, [{ account, symbol, amount }]),
      ...approval(market.comet, account, { asset, symbol }, amount),
      cometTransaction({ market }, account, data, `supply ${symbol}`),
    ],
    refusals,
  )
}
