import type { BlockRef } from '../core/block.ts'
import type { Call, Plan } from '../protocols/plan.ts'
import { ChainError } from './chain-error.ts'
import type { ChainClient } from './client.ts'
import { hasMulticall3 } from './multicall3.ts'
import { readCalls } from './read-calls.ts'

/** How a plan's rounds are split over `eth_call`s. */
export type ReadOptions = {
  /** Contract calls in one `eth_call` at most. Default 300, or 150 where the aggregator has to travel with them. */
  readonly callsPerRequest?: number
}

/** With its code on board a call is the init code of a contract, which nodes limit to 49,152 bytes. */
const CALLS_PER_REQUEST = { deployed: 300, deployless: 150 } as const

/**
 * Runs a plan to its end, every answer read at the block's hash, which has to be canonical. A round of the plan is one
 * message with as many `eth_call`s as it takes; what is too much for the node is split. Nothing is ever read at a block
 * number or at the head instead. `client.node.meter` counts.
 *
 * An optional call answers undefined when the contract reverted, returned nothing, or returned bytes that are not of
 * the ABI's type (the contract has no such function); never because of the node, the transport, or a lack of gas.
 * @throws ChainError `call_reverted`, `call_undecodable` or `no_code`, naming the call; `block_not_found`,
 * `state_pruned`, or what a request met.
 */
export async function runPlan<T>(
  client: ChainClient,
  plan: Plan<T>,
  block: BlockRef,
  options: ReadOptions = {},
): Promise<T> {
  return conduct(plan, roundsAt(client, block, options))
}

/** Answers the calls of one round, in order. */
export type Round = (calls: readonly Call[]) => Promise<readonly unknown[]>

/** Runs a plan to its end over rounds that somebody answers. */
export async function conduct<T>(plan: Plan<T>, round: Round): Promise<T> {
  let step = plan.next([])
  while (!step.done) step = plan.next(await round(step.value))
  return step.value
}

/**
 * The rounds of a plan as one node answers them at a block's hash; what it turned out to bear in one round is where the
 * next one begins. Throws as `runPlan`, `wrong_chain` at once.
 */
export function roundsAt(client: ChainClient, block: BlockRef, options: ReadOptions = {}): Round {
  requireSameChain(client, block)
  let bearable = options.callsPerRequest
  return async (calls) => {
    const mode = (await hasMulticall3(client, block)) ? 'deployed' : 'deployless'
    bearable ??= CALLS_PER_REQUEST[mode]
    const { answers, callsPerRequest } = await readCalls(
      { client, block, mode, callsPerRequest: bearable },
      calls,
    )
    bearable = callsPerRequest
    return answers
  }
}

function requireSameChain(client: ChainClient, block: BlockRef): void {
  const { chainId } = client.node
  if (block.chainId === chainId) return
  throw new ChainError(
    'wrong_chain',
    `A block of chain ${block.chainId} was asked of a node of chain ${chainId}.`,
    {
      chainId,
      block: block.number,
      blockHash: block.hash,
    },
  )
}
