import type { BlockRef } from '../../core/block.ts'
import type { SourceStart } from './events.ts'

/** The segment ends that were given out and can still be gone back to, ascending; never empty. */
export type Trail = ReturnType<typeof createTrail>

/** Begins with what the consumer has processed. */
export function createTrail({ after, tail }: Pick<SourceStart, 'after' | 'tail'>) {
  const ends: BlockRef[] = [...tail.filter(({ number }) => number < after.number), after]
  return {
    /** The newest end: what comes next is linked to it. */
    cursor: (): BlockRef => ends.at(-1) ?? after,
    ends: (): readonly BlockRef[] => ends,
    push: (end: BlockRef): void => {
      ends.push(end)
    },
    /** Forgets all ends above this one. */
    backTo: ({ number }: BlockRef): void => {
      while (ends.length > 0 && (ends.at(-1)?.number ?? number) > number) ends.pop()
    },
    /** Forgets what a reorg cannot take away any more: all but the newest end at or below the final block. */
    settle: (finalized: bigint): void => {
      const above = ends.findIndex(({ number }) => number > finalized)
      const keepFrom = (above === -1 ? ends.length : above) - 1
      if (keepFrom > 0) ends.splice(0, keepFrom)
    },
  }
}
