import type { BlockRef } from '../../core/block.ts'
import { agree } from './agreement.ts'
import { readHeader } from './header.ts'
import type { Provider } from './providers.ts'
import { type Asking, askAny } from './reading.ts'
import { SourceError } from './source-error.ts'

/**
 * The newest of our segment ends that is on the chain of nodes that vouch for another branch. Below a fork all hashes
 * agree and above it none does, so halving finds it: log2(ends) + 1 requests. A wrong answer does no harm, because what
 * follows is linked to this end by hash: too low only undoes more than needed, too high does not link.
 * @throws SourceError `reorg_too_deep` when a quorum says that not even the oldest end is on it; otherwise what the last node met.
 */
export async function commonAncestor(
  asking: Asking,
  readers: readonly Provider[],
  ends: readonly BlockRef[],
): Promise<BlockRef> {
  const shared = await askAny(asking, readers, async ({ client }) => {
    let low = -1
    let high = ends.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      const end = ends[middle]
      if (end !== undefined && (await readHeader(client, end.number)).hash === end.hash) low = middle
      else high = middle
    }
    return ends[low]
  })
  if (shared !== undefined) return shared
  const [oldest] = ends
  // The end of everything is not believed on the word of one node.
  const found = await agree(asking, 'latest', () => oldest?.number)
  if (found.kind !== 'agreed' || found.header.hash === oldest?.hash)
    throw new SourceError(
      'chain_unlinked',
      `A node left our branch below block ${oldest?.number}, and no quorum confirms it.`,
      { chainId: oldest?.chainId, number: oldest?.number },
    )
  throw new SourceError(
    'reorg_too_deep',
    `The chain left the branch that was processed below block ${oldest?.number}, the oldest one that can be gone back to.`,
    { chainId: oldest?.chainId, number: oldest?.number, ours: oldest?.hash, theirs: found.header.hash },
  )
}
