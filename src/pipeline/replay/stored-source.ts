import type { BlockRef } from '../../core/block.ts'
import { endOf, type Header } from '../../core/segment.ts'
import type { SourceEvent, SourcePort } from '../follow/ports.ts'
import type { ReplayStorePort } from './ports.ts'
import { ReplayError } from './replay-error.ts'

/** A stretch of a stored chain. */
export type StoredStretch = {
  readonly chainId: number
  readonly store: Pick<ReplayStorePort, 'endAt' | 'segments'>
  /** The last block wanted; the segment that holds it is not yielded unless it ends there. */
  readonly upTo: bigint
}

/**
 * The stored segments after a block, as a source: the same ones that following the chain yielded, each linked to the
 * one before it by hash. Ends with the stretch.
 * @throws ReplayError `replay_gap` where blocks are missing; `replay_reorged` where the chain was taken back meanwhile
 * or stood on another block to begin with.
 */
export const createStoredSource = ({ chainId, store, upTo }: StoredStretch): SourcePort => ({
  async *follow({ after, signal }): AsyncGenerator<SourceEvent, void, void> {
    const last = await store.endAt(chainId, upTo)
    let parent: Pick<BlockRef, 'number' | 'hash'> = after
    if (last.number > after.number)
      for await (const segment of store.segments(chainId, after.number + 1n, last.number)) {
        if (signal.aborted) return
        for (const header of segment.headers) {
          requireLink(chainId, parent, header)
          parent = header
        }
        yield { kind: 'segment', segment }
        parent = endOf(segment)
      }
    if (signal.aborted) return
    if (parent.number < last.number) throw gap(chainId, parent.number + 1n, last.number)
    const now = await store.endAt(chainId, last.number)
    if (now.seq !== last.seq) throw reorged(chainId, last.number)
  },
})

function requireLink(
  chainId: number,
  parent: Pick<BlockRef, 'number' | 'hash'>,
  { number, parentHash }: Header,
): void {
  if (number !== parent.number + 1n) throw gap(chainId, parent.number + 1n, number - 1n)
  if (parentHash !== parent.hash) throw reorged(chainId, parent.number)
}

const gap = (chainId: number, from: bigint, to: bigint): ReplayError =>
  new ReplayError('replay_gap', `Blocks ${from} to ${to} of chain ${chainId} are not stored.`, {
    chainId,
    from,
    to,
  })

const reorged = (chainId: number, block: bigint): ReplayError =>
  new ReplayError('replay_reorged', `Chain ${chainId} was taken back at or below block ${block}.`, {
    chainId,
    block,
  })
