import type { BlockRef } from '../core/block.ts'
import { ChainError } from './chain-error.ts'
import type { ChainClient } from './client.ts'

/** A request in the words of EIP-1193, as other libraries send it. */
export type ProviderRequest = { readonly method: string; readonly params?: readonly unknown[] | undefined }

/**
 * A provider for libraries that read "the latest" state: every `eth_call` through it is answered at this block's hash
 * instead, and who is asked is answered without a request. It serves nothing else.
 * @throws ChainError `rpc_refused` for any other method.
 */
export function pinnedProvider(client: ChainClient, block: BlockRef) {
  return {
    request: async ({ method, params }: ProviderRequest): Promise<unknown> => {
      const [transaction] = params ?? []
      switch (method) {
        case 'eth_chainId':
          return `0x${client.node.chainId.toString(16)}`
        case 'eth_call':
          return client.request({
            method,
            params: [transaction as object, { blockHash: block.hash, requireCanonical: true }],
          })
        default:
          throw new ChainError('rpc_refused', `A reader pinned to one block asked for ${method}.`, { method })
      }
    },
  }
}
