import type { BlockRef } from '../../core/block.ts'
import { endOf, type Segment } from '../../core/segment.ts'

/** Segments that could not be read: no node holds the state at their ends any more, or has it yet. */
export type HeldBack = ReturnType<typeof createHeldBack>

/**
 * Ordinary nodes keep the state of the last 128 blocks or so: after a longer absence the facts of the blocks in between
 * cannot be had from them. Their segments are kept here and become one with the first whose state is there. What
 * happened meanwhile is then known as of its end, which is what an answer about a block inside of it says.
 */
export function createHeldBack() {
  let held: Segment | undefined
  return {
    isHolding: (): boolean => held !== undefined,
    /** What is held and the segment that follows it, as one. */
    with: (segment: Segment): Segment =>
      held === undefined
        ? segment
        : {
            ...segment,
            headers: [...held.headers, ...segment.headers],
            logs: [...held.logs, ...segment.logs],
          },
    hold: (segment: Segment): void => {
      held = segment
    },
    clear: (): void => {
      held = undefined
    },
    /** Forgets what is above an earlier end; false when that is not among what is held, all of which is then lost. */
    backTo: (to: BlockRef): boolean => {
      const place = held?.headers.findIndex(({ hash }) => hash === to.hash) ?? -1
      const [first, ...rest] = held?.headers.slice(0, place + 1) ?? []
      held =
        held === undefined || first === undefined
          ? undefined
          : {
              chainId: held.chainId,
              headers: [first, ...rest],
              logs: held.logs.filter(({ blockNumber }) => blockNumber <= to.number),
            }
      return held !== undefined
    },
    /** Whether ordinary nodes may still have the state at a segment's end. */
    isWorthTrying: (segment: Segment, head: bigint | undefined): boolean =>
      head === undefined || head - endOf(segment).number < KEPT_BY_NODES,
  }
}

/** Blocks whose state a node without an archive keeps (go-ethereum's default). */
const KEPT_BY_NODES = 128n
