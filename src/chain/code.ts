import type { Address } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import { ChainError } from './chain-error.ts'
import type { ChainClient } from './client.ts'
import { isBytes } from './rpc-values.ts'
import { toChainError } from './to-chain-error.ts'

/**
 * Whether a contract stands at an address at a block.
 * @throws ChainError what the request met; `rpc_bad_response` when the answer is not code.
 */
export async function hasCode(client: ChainClient, address: Address, block: BlockRef): Promise<boolean> {
  const { chainId, url } = client.node
  const context = { chainId, url, address, block: block.number, blockHash: block.hash }
  const code: unknown = await client
    .request({
      method: 'eth_getCode',
      params: [address, { blockHash: block.hash, requireCanonical: true }],
    })
    .catch((error: unknown) => {
      throw toChainError(error, context)
    })
  if (!isBytes(code))
    throw new ChainError(
      'rpc_bad_response',
      `The node's answer to eth_getCode of ${address} is not code.`,
      context,
    )
  return code !== '0x'
}

/**
 * Makes sure that a contract stands where one is expected; `label` says which, for people.
 * @throws ChainError `no_code`, or what the request met.
 */
export async function requireCode(
  client: ChainClient,
  address: Address,
  block: BlockRef,
  label: string,
): Promise<void> {
  if (await hasCode(client, address, block)) return
  const { chainId } = client.node
  const where = `on chain ${chainId} at block ${block.number}`
  throw new ChainError('no_code', `There is no contract at ${address} (${label}) ${where}.`, {
    chainId,
    address,
    label,
    block: block.number,
    blockHash: block.hash,
  })
}
