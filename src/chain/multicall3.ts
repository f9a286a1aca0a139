import type { Address } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import type { ChainClient } from './client.ts'
import { hasCode } from './code.ts'

/** Multicall3's address on nearly every chain: it was deployed by the same signed transaction. */
export const MULTICALL3: Address = '0xcA11bde05977b3631167028862bE2a173976CA11'

/** What is known of Multicall3 on a chain: the lowest block that has it, the highest without it. */
export type Multicall3Span = { presentFrom: bigint | undefined; absentUpTo: bigint | undefined }

/**
 * Whether Multicall3 can be called at a block; in general one request per client. A chain that was once seen without
 * it is not asked again at newer blocks, because doing without is always right, only slower.
 */
export async function hasMulticall3(client: ChainClient, block: BlockRef): Promise<boolean> {
  const known = client.node.multicall3
  if (known.presentFrom !== undefined && block.number >= known.presentFrom) return true
  if (known.absentUpTo !== undefined && (known.presentFrom === undefined || block.number <= known.absentUpTo))
    return false
  const present = await hasCode(client, MULTICALL3, block)
  if (present) known.presentFrom = block.number
  else known.absentUpTo = block.number
  return present
}
