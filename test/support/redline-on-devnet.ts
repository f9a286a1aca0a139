import { type Node, openNode } from '../../src/chain/node.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { timestamp } from '../../src/core/units.ts'
import type { DevnetChain } from '../../src/devnet/chain.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import type { FeedName } from '../../src/devnet/deployment.ts'
import { priceTransaction, readPrices } from '../../src/devnet/feeds/prices.ts'
import { type AaveSnapshot, takeAaveSnapshot } from '../../src/pipeline/aave-snapshot.ts'
import {
  type AaveState,
  type AccountData,
  accountData,
  isValued,
  projectState,
} from '../../src/protocols/aave-v3/index.ts'

/** Where a local chain is read. */
export type ReadableChain = Pick<DevnetChain, 'deployment'> & {
  readonly anvil: Pick<DevnetChain['anvil'], 'rpcUrl'>
}

/** Redline's own reading of a local chain. */
export const nodeOf = ({ anvil, deployment }: ReadableChain): Promise<Node> =>
  openNode({ chainId: deployment.chainId, rpcUrls: [anvil.rpcUrl] })

/** The whole local market at its newest block. */
export async function snapshotOf(chain: ReadableChain): Promise<AaveSnapshot> {
  const { addressesProvider, fromBlock } = chain.deployment
  const market = { id: 'devnet', protocol: 'aave-v3', addressesProvider, fromBlock } as const
  return takeAaveSnapshot({ chain: await nodeOf(chain), market }, 'latest', () => {})
}

/** Moves legs to a share of themselves, in thousandths, after a while; in a block of its own. */
export async function movePrices(
  { client, deployment }: Pick<DevnetChain, 'client' | 'deployment'>,
  legs: readonly FeedName[],
  thousandths: bigint,
  afterSeconds: bigint,
): Promise<void> {
  const prices = await readPrices(client, deployment)
  await client.increaseTime({ seconds: Number(afterSeconds) })
  await mineSuccessfully(
    client,
    legs.map((leg) => priceTransaction(deployment, leg, (prices.legs[leg] * thousandths) / 1_000n)),
  )
}

/** The state as it will be in the next block, which is made to come after so many seconds. */
export async function inNextBlock(
  { client }: Pick<DevnetChain, 'client'>,
  state: AaveState,
  seconds: bigint,
): Promise<AaveState> {
  const at = timestamp(state.block.timestamp + seconds)
  await client.setNextBlockTimestamp({ timestamp: at })
  const block: BlockRef = { ...state.block, number: state.block.number + 1n, timestamp: at }
  return projectState(state, block, new Map())
}

/** Every account of a state with a value, in the state's order. */
export const valuedAccounts = (state: AaveState): readonly AccountData[] =>
  [...state.accounts.values()].map((account) => accountData(state, account)).filter(isValued)
