import type { BlockRef } from '../../core/block.ts'
import type { FollowEvent } from '../follow/follow.ts'

/** Where a followed chain stands, for work that goes on beside it. */
export type Position = ReturnType<typeof createPosition>

/** Begins at an end that is processed, above one that is final; `stride` is the length of a segment in blocks. */
export function createPosition(
  { after, tail }: { readonly after: BlockRef; readonly tail: readonly BlockRef[] },
  stride: bigint,
  signal: AbortSignal,
) {
  let end = after
  let final = (tail[0] ?? after).number
  let head: bigint | undefined
  let isAsked = false
  let waiting: readonly (() => void)[] = []
  let between: readonly (() => void)[] = []
  const moved = (): void => {
    const free = isAsked && !signal.aborted ? [] : between
    const calls = [...free, ...waiting]
    if (free.length > 0) between = []
    waiting = []
    for (const call of calls) call()
  }
  signal.addEventListener('abort', moved, { once: true })
  return {
    /** The last end that is processed: what is read there belongs to the chain that is followed. */
    end: (): BlockRef => end,
    /** The newest block that no reorganisation takes away. */
    final: (): bigint => final,
    /** Whether the chain has nearly caught up, so that ordinary nodes still hold the state at its end. */
    isNearHead: (): boolean => head !== undefined && head - end.number <= (stride > 8n ? 4n * stride : NEAR),
    /** Resolves when the chain has moved, or the signal has aborted. */
    moved: (): Promise<void> =>
      new Promise((resolve) => {
        if (signal.aborted) resolve()
        else waiting = [...waiting, resolve]
      }),
    /** Calls at a moment when nothing has been asked about the blocks after `end()` yet: now, or when it comes. */
    beforeNext: (call: () => void): void => {
      if (!isAsked || signal.aborted) call()
      else between = [...between, call]
    },
    /** The source has been told what is wanted of the next segment. */
    asked: (): void => {
      isAsked = true
    },
    /** Takes in what following came to. */
    note: (event: FollowEvent): void => {
      if (event.kind === 'head') head = event.number
      else if (event.kind === 'finalized') final = event.number
      else if (event.kind === 'processed') end = event.processed.end
      else if (event.kind === 'rolled-back') end = event.to
      else return
      if (event.kind === 'processed' || event.kind === 'rolled-back') isAsked = false
      moved()
    },
  }
}

/** Blocks below the head within which a chain has nearly caught up; ordinary nodes keep the state of 128. */
const NEAR = 32n
