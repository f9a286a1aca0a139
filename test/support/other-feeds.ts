import { ContractFunctionExecutionError, concatHex, type Hex, numberToHex, type StateOverride } from 'viem'
import type { Address } from '../../src/core/address.ts'
import { type Scenario, scenarioOf } from '../../src/core/scenario/scenario.ts'
import type { DevnetChain } from '../../src/devnet/chain.ts'
import type { DevnetTransaction } from '../../src/devnet/client-transactions.ts'
import { type Deployment, FEED_NAMES, type FeedName } from '../../src/devnet/deployment.ts'
import { priceTransaction } from '../../src/devnet/feeds/prices.ts'
import { CORRELATED, ELASTICITIES, type Elasticities } from '../../src/devnet/market/elasticity.ts'
import { poolAbi } from '../../src/devnet/market/pool-abi.ts'

/** What each feed answers, with 8 decimals. */
export type Answers = Readonly<Record<FeedName, bigint>>

const ONE = 1_000_000n
const STILL = Object.fromEntries(FEED_NAMES.map((name) => [name, 0n])) as Elasticities

/** The local market's scenarios: as Redline is told them, and as its feeds move in them. */
export const SCENARIOS: readonly { readonly scenario: Scenario; readonly elasticities: Elasticities }[] = [
  { scenario: scenarioOf('btc-only', {}, []), elasticities: { ...STILL, 'BTC/USD': ONE } },
  {
    scenario: scenarioOf('market', {}, []),
    elasticities: { ...STILL, 'BTC/USD': ONE, 'ETH/USD': ONE, 'LINK/USD': ONE },
  },
  { scenario: scenarioOf('correlated', { correlated: CORRELATED }, []), elasticities: ELASTICITIES },
]

/** The answers that stand now, moved as far as BTC is; one that falls to nothing is 0, and the oracle then has no price. */
export function answersAt(now: Answers, elasticities: Elasticities, btc: bigint): Answers {
  const one = ONE * now['BTC/USD']
  const moved = FEED_NAMES.map((name) => {
    const factor = one + elasticities[name] * (btc - now['BTC/USD'])
    return [name, factor > 0n ? (now[name] * factor) / one : 0n] as const
  })
  return Object.fromEntries(moved) as Answers
}

/** Every feed publishes its answer. */
export const transmissions = (deployment: Deployment, answers: Answers): readonly DevnetTransaction[] =>
  FEED_NAMES.map((name) => priceTransaction(deployment, name, answers[name]))

/** What the pool says of an account: collateral and debt in base units, and the health factor. */
export type PoolView = { readonly collateral: bigint; readonly debt: bigint; readonly healthFactor: bigint }

/**
 * Asks the pool at a block for an account as if its feeds answered this: for the length of the call, contracts that say
 * so take the place of the aggregators. No block is mined, so that not a second of interest runs. Undefined where the
 * pool reverts, as it does where the account has an asset without a price.
 */
export async function poolView(
  { client, deployment }: Pick<DevnetChain, 'client' | 'deployment'>,
  blockNumber: bigint,
  account: Address,
  answers?: Answers,
): Promise<PoolView | undefined> {
  const view = { address: deployment.pool, abi: poolAbi, functionName: 'getUserAccountData' } as const
  const stateOverride = answers === undefined ? [] : overridden(deployment, answers)
  try {
    const [collateral, debt, , , , healthFactor] = await client.readContract({
      ...view,
      args: [account],
      blockNumber,
      stateOverride,
    })
    return { collateral, debt, healthFactor }
  } catch (error) {
    if (error instanceof ContractFunctionExecutionError) return undefined
    throw error
  }
}

const overridden = ({ feeds }: Deployment, answers: Answers): StateOverride =>
  feeds.map(({ name, aggregator }) => ({ address: aggregator, code: answering(answers[name]) }))

/** PUSH32 answer, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN: whatever it is asked, it answers one word. */
const answering = (answer: bigint): Hex =>
  concatHex(['0x7f', numberToHex(answer, { size: 32 }), '0x60005260206000f3'])
