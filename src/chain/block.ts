import type { BlockRef } from '../core/block.ts'
import { timestamp } from '../core/units.ts'
import { askBlock, type BlockAt } from './ask-block.ts'
import { ChainError } from './chain-error.ts'
import type { ChainClient } from './client.ts'
import { isWord, quantity } from './rpc-values.ts'

/**
 * Resolves a block to its hash, and makes sure that the node answered about the block that was asked for. A hash may
 * be that of a block off the canonical chain; reads at it refuse that.
 * @throws ChainError `block_not_found`, `rpc_bad_response`, or what the request met.
 */
export async function readBlock(client: ChainClient, at: BlockAt): Promise<BlockRef> {
  const { chainId, url } = client.node
  const context = { chainId, url, at }
  const header = await askBlock(client, at)
  const number = quantity(header['number'])
  const time = quantity(header['timestamp'])
  const { hash } = header
  if (number === undefined || time === undefined || !isWord(hash))
    throw new ChainError(
      'rpc_bad_response',
      `The node's block ${at} lacks its number, hash or time.`,
      context,
    )
  const isOther =
    typeof at === 'bigint' ? number !== at : isWord(at) && hash.toLowerCase() !== at.toLowerCase()
  if (isOther)
    throw new ChainError(
      'rpc_bad_response',
      `The node answered with block ${number} ${hash} for ${at}.`,
      context,
    )
  return { chainId, number, hash, timestamp: timestamp(time) }
}
