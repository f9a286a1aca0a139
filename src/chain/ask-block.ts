import { numberToHex } from 'viem'
import type { Hex } from '../core/address.ts'
import { ChainError } from './chain-error.ts'
import type { ChainClient } from './client.ts'
import { isRecord } from './rpc-values.ts'
import { toChainError } from './to-chain-error.ts'

/** Which block is meant: a tag, a number, or a hash. */
export type BlockAt = 'latest' | 'safe' | 'finalized' | bigint | Hex

/**
 * Asks for a block without its transactions; nothing about the answer is checked yet.
 * @throws ChainError `block_not_found`, or what the request met.
 */
export async function askBlock(client: ChainClient, at: BlockAt): Promise<Readonly<Record<string, unknown>>> {
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
  return isRecord(answer) ? answer : {}
}

function request(client: ChainClient, at: BlockAt): Promise<unknown> {
  if (typeof at === 'string' && at.startsWith('0x'))
    return client.request({ method: 'eth_getBlockByHash', params: [at as Hex, false] })
  const tag = typeof at === 'bigint' ? numberToHex(at) : (at as Exclude<BlockAt, bigint | Hex>)
  return client.request({ method: 'eth_getBlockByNumber', params: [tag, false] })
}
