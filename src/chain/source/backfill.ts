import type { Header } from '../../core/segment.ts'
import type { ChainClient } from '../client.ts'
import { together } from '../together.ts'
import { readHeader } from './header.ts'
import type { Provider } from './providers.ts'
import { type Asking, askAny } from './reading.ts'
import { isLinked } from './segmenter.ts'
import { SourceError } from './source-error.ts'

/**
 * The headers from a number up to one that a quorum agreed on, from any node that vouches for it. Their hashes lead to
 * the agreed one, which makes them as certain as that one is. Requests: one for each hundred headers but the last.
 * @throws SourceError `chain_unlinked` when they do not; otherwise what the last node met.
 */
export async function backfill(
  asking: Asking,
  readers: readonly Provider[],
  from: bigint,
  agreed: Header,
): Promise<readonly Header[]> {
  if (from > agreed.number) return []
  const numbers = Array.from({ length: Number(agreed.number - from) }, (_, i) => from + BigInt(i))
  return askAny(asking, readers, async ({ client }) => {
    const tasks = numbers.map((number) => (own: ChainClient) => readHeader(own, number))
    const headers = [...(await together(client, tasks)), agreed]
    if (isLinked(headers[0]?.parentHash ?? '', headers)) return headers
    throw new SourceError(
      'chain_unlinked',
      `The headers that the node gave from block ${from} on do not lead to block ${agreed.number} ${agreed.hash}.`,
      { url: client.node.url, from, to: agreed.number },
    )
  })
}
