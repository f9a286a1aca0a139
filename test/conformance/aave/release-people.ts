import { decodeFunctionData, encodeFunctionData, parseAbi } from 'viem'
import type { Address } from '../../../src/core/address.ts'
import { supplyTransactions } from '../../../src/devnet/aave/seeder.ts'
import type { DevnetClient } from '../../../src/devnet/client.ts'
import { type DevnetTransaction, mineTransactions } from '../../../src/devnet/client-transactions.ts'
import type { Deployment } from '../../../src/devnet/deployment.ts'
import { readPrices } from '../../../src/devnet/feeds/prices.ts'
import { accountAddress } from '../../../src/devnet/population/accounts.ts'
import { actionTransactions } from '../../../src/devnet/population/actions.ts'
import { planPopulation } from '../../../src/devnet/population/plan.ts'
import { marketTerms } from '../../../src/devnet/population/terms.ts'

const multicallAbi = parseAbi(['function multicall(bytes[] data)'])
const stableAbi = parseAbi([
  'function borrow(address asset, uint256 amount, uint256 interestRateMode, uint16 referralCode, address onBehalfOf)',
  'function swapBorrowRateMode(address asset, uint256 interestRateMode)',
])

/**
 * The local market's population on a release that may lack what later ones have: calls that belong together are sent one
 * by one, and what the release refuses is left out.
 */
export async function settleOn(
  client: DevnetClient,
  deployment: Deployment,
  seed: number,
  borrowers: number,
): Promise<readonly [Address, ...Address[]]> {
  const { reserves } = await readPrices(client, deployment)
  const accounts = planPopulation({ seed, borrowers, terms: marketTerms(reserves) })
    .filter(({ kind }) => kind !== 'ruined')
    .map((position) => ({ address: accountAddress(seed, position.index), position }))
  const supplies = accounts.flatMap(({ address, position }) =>
    position.supplies.map(({ symbol, amount }) => ({ account: address, symbol, amount })),
  )
  await mineTransactions(client, supplyTransactions(deployment, supplies))
  const acts = accounts.flatMap(({ address, position }) => actionTransactions(deployment, address, position))
  await mineTransactions(client, acts.flatMap(oneByOne))
  const [first, ...rest] = accounts.map(({ address }) => address)
  if (first === undefined) throw new Error('The population is empty.')
  return [first, ...rest]
}

function oneByOne(transaction: DevnetTransaction): readonly DevnetTransaction[] {
  if (!transaction.data.startsWith('0xac9650d8')) return [transaction]
  const { args } = decodeFunctionData({ abi: multicallAbi, data: transaction.data })
  return args[0].map((data) => ({ ...transaction, data }))
}

/** Lets people borrow at rates of their own, and swap them; answers how many of these the pool accepted. */
export async function borrowStable(
  client: DevnetClient,
  deployment: Deployment,
  people: readonly Address[],
): Promise<number> {
  const assets = ['WETH', 'USDC', 'DAI'].flatMap((symbol) =>
    deployment.reserves.filter((reserve) => reserve.symbol === symbol),
  )
  const acts = people.flatMap((account, i): DevnetTransaction[] => {
    const reserve = assets[i % assets.length]
    if (reserve === undefined) return []
    const amount = 10n ** BigInt(reserve.decimals) / (reserve.symbol === 'WETH' ? 20n : 1n)
    const data = [
      encodeFunctionData({
        abi: stableAbi,
        functionName: 'borrow',
        args: [reserve.underlying, amount * BigInt(1 + (i % 40)), 1n, 0, account],
      }),
      // Every third swaps the whole debt: a stable one to a variable one, or the other way round.
      ...(i % 3 === 0
        ? [
            encodeFunctionData({
              abi: stableAbi,
              functionName: 'swapBorrowRateMode',
              args: [reserve.underlying, i % 2 === 0 ? 2n : 1n],
            }),
          ]
        : []),
    ]
    return data.map((call) => ({
      from: account,
      to: deployment.pool,
      data: call,
      label: `stable ${account}`,
    }))
  })
  const mined = await mineTransactions(client, acts)
  return mined.filter(({ status }) => status === 'success').length
}
