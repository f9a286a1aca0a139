import type { Header, Log, Segment } from '../../core/segment.ts'
import type { ChainClient } from '../client.ts'
import { together } from '../together.ts'
import { blockLogs, type LogReading, type ProofHabit } from './block-logs.ts'
import { type BloomProbe, bloomProbe } from './bloom.ts'
import { isSameQuery, type LogQuery } from './log-query.ts'
import type { Provider } from './providers.ts'
import { type Asking, askAny } from './reading.ts'
import type { SegmentHeaders } from './segmenter.ts'

/** Blocks whose logs, or receipts, travel in one message; the receipts of one full block can be a megabyte. */
const BLOCKS_TOGETHER = 8

/** The wanted logs of each block by its number. */
export type LogsByBlock = ReadonlyMap<bigint, readonly Log[]>

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
 * The wanted logs of these blocks, each block's by its hash, from any node that vouches for the last of them. A node
 * that keeps logs back is set aside and the next one asked. Requests: for each eight blocks as many as `blockLogs`
 * needs for one.
 * @throws what the last node met; see `blockLogs`.
 */
export async function logsOfBlocks(
  asking: Asking,
  readers: readonly Provider[],
  headers: readonly Header[],
  reading: Omit<LogReading, 'witnesses'> & { readonly habit: ProofHabit },
): Promise<LogsByBlock> {
  const witnesses = readers.map(({ client }) => client)
  const logs = new Map<bigint, readonly Log[]>()
  for (let from = 0; from < headers.length; from += BLOCKS_TOGETHER) {
    const group = headers.slice(from, from + BLOCKS_TOGETHER)
    const tasks = group.map((header) => (own: ChainClient) => {
      return blockLogs(own, header, { ...reading, witnesses }, reading.habit)
    })
    const lists = await askAny(asking, readers, ({ client }) => together(client, tasks))
    for (const [i, { number }] of group.entries()) logs.set(number, lists[i] ?? [])
  }
  return logs
}

/** A segment of these headers, with the logs of its blocks picked from a larger stretch. */
export function segmentOf(chainId: number, headers: SegmentHeaders, logs: LogsByBlock): Segment {
  return { chainId, headers, logs: headers.flatMap(({ number }) => logs.get(number) ?? []) }
}
