import type { Header } from '../../core/segment.ts'
import { type LogSpan, startSpan } from '../log-span.ts'
import { type Agreement, agree } from './agreement.ts'
import { backfill } from './backfill.ts'
import type { LogQuery } from './log-query.ts'
import type { Provider } from './providers.ts'
import { rangeLogs } from './range-logs.ts'
import { type Asking, askAny } from './reading.ts'
import { createProbes, type LogsByBlock, type OnUnproven } from './segment-logs.ts'
import { lastEndAt } from './segmenter.ts'
import { SourceError } from './source-error.ts'

/** Consecutive blocks of whole segments (the first may be the rest of one), and what was asked about them. */
export type Chunk = {
  readonly headers: readonly Header[]
  readonly readers: readonly Provider[]
  readonly query: LogQuery
  readonly logs: LogsByBlock
}

export type ChunkPlan = {
  readonly from: bigint
  /** A segment end. */
  readonly last: bigint
  /** Blocks of a chunk, rounded down to whole segments, one at least. */
  readonly chunk: number
  readonly stride: number
  /** Chunks being fetched or waiting to be taken at most. */
  readonly ahead: number
  readonly filter: () => LogQuery
  readonly logsOf: ReturnType<typeof createChunkLogs>
}

/**
 * Gives out chunks in order while the next ones are fetched, and fetches no further ahead than it may. Whether a chunk
 * follows the last one is for the taker to see. Ends what is under way when the taker leaves.
 * @throws what the chunk that is next met.
 */
export async function* chunksAhead(asking: Asking, plan: ChunkPlan): AsyncGenerator<Chunk, void, void> {
  const { last, chunk, stride, ahead, filter, logsOf } = plan
  const left = new AbortController()
  const mine = { ...asking, signal: AbortSignal.any([asking.signal, left.signal]) }
  const fetchChunk = async (from: bigint, to: bigint, query: LogQuery): Promise<Chunk> => {
    const { header, readers } = await vouched(mine, to)
    const headers = await backfill(mine, readers, from, header)
    return { headers, readers, query, logs: await logsOf(readers, headers, query) }
  }
  const queue: Promise<Chunk>[] = []
  let next = plan.from
  const refill = (): void => {
    while (queue.length < ahead && next <= last) {
      const end = lastEndAt(next + BigInt(Math.max(chunk, stride)) - 1n, stride)
      const to = end < last ? end : last
      const fetched = fetchChunk(next, to, filter())
      // Whoever takes it hears of its failure; until then it must not count as unhandled.
      fetched.catch(() => undefined)
      queue.push(fetched)
      next = to + 1n
    }
  }
  try {
    for (refill(); queue.length > 0; refill()) {
      const taken = await queue.shift()
      if (taken === undefined || asking.signal.aborted) return
      yield taken
    }
  } finally {
    left.abort()
  }
}

/** Makes the function that asks for a chunk's logs; it remembers for each node which span of blocks it bears. */
export function createChunkLogs(asking: Asking, onUnproven: OnUnproven | undefined) {
  const spans = new Map<Provider, LogSpan>()
  const probeFor = createProbes()
  return async (
    readers: readonly Provider[],
    headers: readonly Header[],
    query: LogQuery,
  ): Promise<LogsByBlock> => {
    const witnesses = readers.map(({ client }) => client)
    const told = onUnproven === undefined ? {} : { onUnproven }
    const reading = { query, probe: probeFor(query), witnesses, ...told }
    const perBlock = await askAny(asking, readers, async (provider) => {
      const answer = await rangeLogs(provider.client, headers, reading, spans.get(provider) ?? startSpan())
      spans.set(provider, answer.span)
      return answer.perBlock
    })
    return new Map(headers.map(({ number }, i) => [number, perBlock[i] ?? []]))
  }
}

async function vouched(asking: Asking, at: bigint): Promise<Extract<Agreement, { kind: 'agreed' }>> {
  const found = await agree(asking, 'latest', (head) => (head >= at ? at : undefined))
  if (found.kind === 'agreed') return found
  const reason =
    found.kind === 'stuck' ? found.reason : `The highest block that a quorum has is ${found.head}.`
  throw new SourceError('chain_unlinked', `No quorum vouches for block ${at}: ${reason}`, { at })
}
