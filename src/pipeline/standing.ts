import type { BlockRef } from '../core/block.ts'
import { RedlineError } from '../core/errors.ts'
import type { Finality, Standing } from './answers/as-of.ts'
import type { ChainPort } from './ports.ts'

/** How old a block may be, and what time it is. */
export type Freshness = {
  readonly staleAfterSeconds: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** How final a block is by the node's own tags, and whether the chain has fallen behind the clock. */
export async function standingOf(
  chain: ChainPort,
  block: BlockRef,
  { staleAfterSeconds, now }: Freshness,
): Promise<Standing> {
  const stale = now() / 1_000 - Number(block.timestamp) > staleAfterSeconds
  for (const tag of ['finalized', 'safe'] as const satisfies readonly Finality[]) {
    const tagged = await taggedBlock(chain, tag)
    if (tagged !== undefined && block.number <= tagged) return { finality: tag, agreement: 'single', stale }
  }
  return { finality: 'latest', agreement: 'single', stale }
}

/** The height of a tag; chains without that tag have no such block. */
async function taggedBlock(chain: ChainPort, tag: 'safe' | 'finalized'): Promise<bigint | undefined> {
  try {
    return (await chain.block(tag)).number
  } catch (error) {
    if (error instanceof RedlineError && error.code === 'block_not_found') return undefined
    throw error
  }
}
