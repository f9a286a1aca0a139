import type { Header, Log, Segment } from '../../core/segment.ts'
import { mapLimited } from '../map-limited.ts'
import { blockLogs, type LogReading, type ProofHabit } from './block-logs.ts'
import { type BloomProbe, bloomProbe } from './bloom.ts'
import { isSameQuery, type LogQuery } from './log-query.ts'
import type { Provider } from './providers.ts'
import { type Asking, askAny } from './reading.ts'
import type { SegmentHeaders } from './segmenter.ts'

/** Blocks whose logs are asked for at once. */
const AT_ONCE = 4

/** Told of a block whose logs could not be proven; see `LogReading`. */
export type OnUnproven = (header: Header, reason: string) => void

/** Prepares each query once for as long as it stays the same. */
export function createProbes(): (query: LogQuery) => BloomProbe {
  let last: { readonly query: LogQuery; readonly probe: BloomProbe } | undefined
  return (query) => {
    if (last === undefined || !isSameQuery(last.query, query)) last = { query, probe: bloomProbe(query) }
    return last.probe
  }
}

/**
 * A segment of these headers with its wanted logs, each block's by its hash, from any node that vouches for them. A
 * node that keeps logs back is set aside and the next one asked.
 * @throws what the last node met; see `blockLogs`.
 */
export async function readSegment(
  asking: Asking,
  readers: readonly Provider[],
  headers: SegmentHeaders,
  reading: Omit<LogReading, 'witnesses'> & { readonly habit: ProofHabit },
  chainId: number,
): Promise<Segment> {
  const witnesses = readers.map(({ client }) => client)
  const lists = await mapLimited<Header, readonly Log[]>(headers, AT_ONCE, (header) =>
    askAny(asking, readers, ({ client }) =>
      blockLogs(client, header, { ...reading, witnesses }, reading.habit),
    ),
  )
  return { chainId, headers, logs: lists.flat() }
}
