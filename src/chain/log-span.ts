import { statedLimit } from './stated-limit.ts'

/** How many blocks to ask for next, learned from what the node refused and what it gave. */
export type LogSpan = {
  readonly blocks: bigint
  /** Never above it: the node said so, or nothing is gained. */
  readonly most: bigint
  /** Answers in a row until the span may grow. */
  readonly patience: number
  readonly waited: number
}

const MOST = 100_000n
/** Answers of this many logs are big enough; asking for more at once gains nothing. */
const PLENTY = 5_000

/** Where a scan begins: 2,000 blocks are within the limits of most nodes. */
export function startSpan(blocks = 2_000n): LogSpan {
  return { blocks: between(1n, blocks, MOST), most: MOST, patience: 1, waited: 0 }
}

/** After an answer: doubles, unless it was full or a span was refused lately. */
export function grown(span: LogSpan, logs: number): LogSpan {
  const waited = span.waited + 1
  if (waited < span.patience || logs >= PLENTY) return { ...span, waited }
  return { ...span, blocks: between(1n, span.blocks * 2n, span.most), waited: 0 }
}

/**
 * After a refusal of `asked` blocks, at least 2: as many as the node says it gives, else half, always fewer. The
 * patience grows with each refusal, so that a node with a fixed but unnamed limit is made to refuse ever less often.
 */
export function shrunk(span: LogSpan, asked: bigint, refusal: string): LogSpan {
  const patience = span.patience === 1 ? 8 : Math.min(span.patience * 2, 1_024)
  const stated = statedLimit(refusal)
  if (stated === undefined || stated.blocks >= asked)
    return { ...span, blocks: asked / 2n, patience, waited: 0 }
  // A limit in blocks is a rule for all ranges; a range that would work is a hint about the logs that lie here.
  const most = stated.isRule ? between(1n, stated.blocks, span.most) : span.most
  return { blocks: between(1n, stated.blocks, most), most, patience, waited: 0 }
}

const between = (least: bigint, value: bigint, most: bigint): bigint =>
  value < least ? least : value > most ? most : value
