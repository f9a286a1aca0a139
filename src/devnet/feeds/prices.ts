import { encodeFunctionData, parseAbi } from 'viem'
import { RedlineError } from '../../core/errors.ts'
import type { DevnetClient } from '../client.ts'
import { type DevnetTransaction, mineSuccessfully } from '../client-transactions.ts'
import type { DeployedFeed, DeployedReserve, Deployment, FeedName, ReserveSymbol } from '../deployment.ts'

/** What the price contracts answer at one block. */
export type DevnetPrices = {
  /** USD, or BTC for WBTC/BTC, with 8 decimals. */
  readonly legs: Readonly<Record<FeedName, bigint>>
  /** Ether behind one wstETH, 18 decimals. */
  readonly stakedRatio: bigint
  /** USD with 8 decimals, as the market's oracle answers. */
  readonly reserves: Readonly<Record<ReserveSymbol, bigint>>
}

const aggregatorAbi = parseAbi(['function transmit(int192 answer)'])
const proxyAbi = parseAbi(['function latestAnswer() view returns (int256)'])
const stakedEtherAbi = parseAbi([
  'function stEthPerToken() view returns (uint256)',
  'function setStEthPerToken(uint256 ratio)',
])
const oracleAbi = parseAbi(['function getAssetPrice(address asset) view returns (uint256)'])

/**
 * Publishes the next round of a leg, in a block of its own. The answer has 8 decimals; zero and below are
 * possible.
 */
export async function setPrice(
  client: DevnetClient,
  deployment: Deployment,
  name: FeedName,
  answer: bigint,
): Promise<void> {
  await mineSuccessfully(client, [priceTransaction(deployment, name, answer)])
}

/** Sets how much ether (18 decimals, above zero) is behind one wstETH, in a block of its own. */
export async function setStakedRatio(
  client: DevnetClient,
  deployment: Deployment,
  ratio: bigint,
): Promise<void> {
  await mineSuccessfully(client, [stakedRatioTransaction(deployment, ratio)])
}

/** The transaction of `setPrice`, for whoever moves several legs in one block. */
export function priceTransaction(deployment: Deployment, name: FeedName, answer: bigint): DevnetTransaction {
  return {
    from: deployment.admin,
    to: feedOf(deployment, name).aggregator,
    data: encodeFunctionData({ abi: aggregatorAbi, functionName: 'transmit', args: [answer] }),
    label: `${name} answers ${answer}`,
  }
}

/** The transaction of `setStakedRatio`. */
export function stakedRatioTransaction(deployment: Deployment, ratio: bigint): DevnetTransaction {
  return {
    from: deployment.admin,
    to: reserveOf(deployment, 'wstETH').underlying,
    data: encodeFunctionData({ abi: stakedEtherAbi, functionName: 'setStEthPerToken', args: [ratio] }),
    label: `wstETH is worth ${ratio}`,
  }
}

/** All prices at the newest block. */
export async function readPrices(client: DevnetClient, deployment: Deployment): Promise<DevnetPrices> {
  const blockNumber = await client.getBlockNumber()
  const [legs, reserves, stakedRatio] = await Promise.all([
    Promise.all(
      deployment.feeds.map(async ({ name, proxy: address }) => {
        const answer = { address, abi: proxyAbi, functionName: 'latestAnswer', blockNumber } as const
        return [name, await client.readContract(answer)] as const
      }),
    ),
    Promise.all(
      deployment.reserves.map(async ({ symbol, underlying }) => {
        const price = {
          abi: oracleAbi,
          functionName: 'getAssetPrice',
          args: [underlying],
          blockNumber,
        } as const
        return [symbol, await client.readContract({ ...price, address: deployment.oracle })] as const
      }),
    ),
    client.readContract({
      address: reserveOf(deployment, 'wstETH').underlying,
      abi: stakedEtherAbi,
      functionName: 'stEthPerToken',
      blockNumber,
    }),
  ])
  return {
    legs: Object.fromEntries(legs) as Record<FeedName, bigint>,
    stakedRatio,
    reserves: Object.fromEntries(reserves) as Record<ReserveSymbol, bigint>,
  }
}

function feedOf(deployment: Deployment, name: FeedName): DeployedFeed {
  return deployment.feeds.find((feed) => feed.name === name) ?? missing(name)
}

function reserveOf(deployment: Deployment, symbol: ReserveSymbol): DeployedReserve {
  return deployment.reserves.find((reserve) => reserve.symbol === symbol) ?? missing(symbol)
}

function missing(name: string): never {
  throw new DeploymentPartError(name)
}

/** A deployment does not have a part that every local market has. */
export class DeploymentPartError extends RedlineError {
  override readonly name = 'DeploymentPartError'
  constructor(part: string) {
    super({
      code: 'deployment_part_missing',
      happened: `The local market has no ${part}.`,
      remedy: 'Pass the deployment that startChain returned.',
      context: { part },
    })
  }
}
