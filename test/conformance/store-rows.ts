import type { FactRecord } from '../../src/core/fact-record.ts'
import { endOf, type Segment } from '../../src/core/segment.ts'
import type { OpenStore } from '../../src/store/open.ts'
import { ORIGIN } from './store-histories.ts'
import { sorted } from './store-model.ts'
import { legChanges, segmentAfter } from './store-segments.ts'

/** Commits segments in a row; every one of them changes the same ten legs. */
export async function commitRow(
  store: OpenStore,
  chainId: number,
  count: number,
  blocks = 2,
): Promise<readonly Segment[]> {
  const segments: Segment[] = []
  for (let round = 0; round < count; round++) {
    const parent = segments.at(-1)
    const segment = segmentAfter(chainId, parent === undefined ? ORIGIN : endOf(parent), blocks, 0)
    await store.facts.commit({ chainId, segment, changes: legChanges(10, round) })
    segments.push(segment)
  }
  return segments
}

/** The legs as `legChanges` leaves them, sorted. */
export const legRecords = (count: number, round: number): readonly FactRecord[] =>
  sorted(legChanges(count, round).map(({ before: _, ...record }) => record))
