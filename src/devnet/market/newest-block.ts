import type { BlockRef } from '../../core/block.ts'
import { timestamp } from '../../core/units.ts'
import type { DevnetClient } from '../client.ts'

/** The head of the local chain. */
export async function newestBlock(client: DevnetClient): Promise<BlockRef> {
  const { number, hash, timestamp: time } = await client.getBlock()
  return { chainId: client.chain.id, number, hash, timestamp: timestamp(time) }
}
