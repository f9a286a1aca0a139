import { getAddress } from 'viem'
import type { Address, Hex } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import { ChainError } from './chain-error.ts'
import type { ChainClient } from './client.ts'
import { isWord } from './rpc-values.ts'
import { toChainError } from './to-chain-error.ts'

/** keccak256('eip1967.proxy.implementation') − 1. */
const IMPLEMENTATION_SLOT: Hex = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc'

/**
 * The implementation behind an EIP-1967 proxy at a block, which decides by which rules its state is read; undefined
 * when the address is no such proxy.
 * @throws ChainError what the request met; `rpc_bad_response` when the answer is not a storage word.
 */
export async function readImplementation(
  client: ChainClient,
  proxy: Address,
  block: BlockRef,
): Promise<Address | undefined> {
  const { chainId, url } = client.node
  const context = { chainId, url, proxy, block: block.number, blockHash: block.hash }
  const word: unknown = await client
    .request({
      method: 'eth_getStorageAt',
      params: [proxy, IMPLEMENTATION_SLOT, { blockHash: block.hash, requireCanonical: true }],
    })
    .catch((error: unknown) => {
      throw toChainError(error, context)
    })
  if (!isWord(word))
    throw new ChainError(
      'rpc_bad_response',
      `The node's answer about the storage of ${proxy} is no word.`,
      context,
    )
  const account = BigInt(word)
  // A word with more than an address in it is somebody's own use of the slot.
  if (account === 0n || account >> 160n !== 0n) return undefined
  return getAddress(`0x${word.slice(26)}`)
}
