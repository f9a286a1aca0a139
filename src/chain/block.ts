import { numberToHex } from 'viem'
import type { Hex } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import { timestamp } from '../core/units.ts'
import { ChainError } from './chain-error.ts'
import type { ChainClient } from './client.ts'
import { isRecord, isWord, quantity } from './rpc-values.ts'
import { toChainError } from './to-chain-error.ts'

/** Which block is meant: a tag, a number, or a hash. */
export type BlockAt = 'latest' | 'safe' | 'finalized' | bigint | Hex

/**
 * Resolves a block to its hash, and makes sure that the node answered about the block that was asked for. A hash may
 * be that of a block off the canonical chain; reads at it refuse that.
 * @throws ChainError `block_not_found`, `rpc_bad_response`, or what the request met.
 */
export async function readBlock(client: ChainClient, at: BlockAt): Promise<BlockRef> {
  const { chainId, url } = client.node
  const context = { chainId, url, at }
  const answer: unknown = await request(client, at).catch((error: unknown) => {
    throw toChainError(error, context)
  })
  if (answer === null)
    throw new ChainError(
      'block_not_found',
      `The node does not know block ${at} of chain ${chainId}.`,
      context,
    )
  const header = isRecord(answer) ? answer : {}
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

function request(client: ChainClient, at: BlockAt): Promise<unknown> {
  if (typeof at === 'string' && at.startsWith('0x'))
    return client.request({ method: 'eth_getBlockByHash', params: [at as Hex, false] })
  const tag = typeof at === 'bigint' ? numberToHex(at) : (at as Exclude<BlockAt, bigint | Hex>)
  return client.request({ method: 'eth_getBlockByNumber', params: [tag, false] })
}
