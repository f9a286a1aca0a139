import type { BlockRef } from '../core/block.ts'
import type { Plan } from '../protocols/plan.ts'
import type { BlockAt } from './ask-block.ts'
import { readBlock } from './block.ts'
import type { LogFilter } from './chain-log.ts'
import { type ChainClient, type ChainEndpoint, openClient } from './client.ts'
import { type LogRange, scanLogs } from './log-scanner.ts'
import { runPlan } from './state-reader.ts'

/** One chain through one node: blocks, exact reads at a hash, past logs. */
export type Node = ReturnType<typeof nodeOf>

/**
 * Opens a chain after making sure that the node speaks for it.
 * @throws ChainError `wrong_chain`, or what the first request met.
 */
export const openNode = async (endpoint: ChainEndpoint): Promise<Node> => nodeOf(await openClient(endpoint))

const nodeOf = (client: ChainClient) => ({
  client,
  chainId: client.node.chainId,
  block: (at: BlockAt): Promise<BlockRef> => readBlock(client, at),
  read: <T>(plan: Plan<T>, block: BlockRef): Promise<T> => runPlan(client, plan, block),
  logs: (filter: LogFilter): AsyncIterable<LogRange> => scanLogs(client, filter),
})
