import type { Header } from '../../core/segment.ts'

/** The headers of one segment, complete. */
export type SegmentHeaders = readonly [Header, ...Header[]]

/** The last segment end at or below a block: the largest number ≤ `head` with (number + 1) mod stride = 0, or -1. */
export function lastEndAt(head: bigint, stride: number): bigint {
  return head - ((head + 1n) % BigInt(stride))
}

/**
 * Cuts consecutive headers at the segment ends. The first piece is shorter when the headers begin inside of a segment,
 * as after a start from any block; headers after the last end are left out.
 */
export function cutSegments(headers: readonly Header[], stride: number): readonly SegmentHeaders[] {
  const pieces: SegmentHeaders[] = []
  let open: Header[] = []
  for (const header of headers) {
    open.push(header)
    if ((header.number + 1n) % BigInt(stride) !== 0n) continue
    const [first, ...rest] = open
    if (first !== undefined) pieces.push([first, ...rest])
    open = []
  }
  return pieces
}

/** Whether each header's parent is the one before it, and the first one's is `parent`. */
export function isLinked(parent: string, headers: readonly Header[]): boolean {
  return headers.every(({ parentHash }, i) => parentHash === (headers[i - 1]?.hash ?? parent))
}
