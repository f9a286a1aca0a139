import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import { RedlineError } from '../../core/errors.ts'
import { endOf, type Segment } from '../../core/segment.ts'
import type { Kept } from './keep-following.ts'

/** Where a chain stands: what is known, at which end, and the ends that it can be taken back to. */
export type Stand = { readonly book: Book; readonly after: BlockRef; readonly tail: readonly BlockRef[] }

type Standing = Pick<Kept, 'chain' | 'store' | 'stride' | 'finality' | 'wait' | 'signal'>

/** Loads what the store holds of a chain, or begins it there. */
export async function stand(standing: Standing): Promise<Stand> {
  const { chain, store } = standing
  const { book, last, tail } = await store.load(chain.chainId)
  if (last !== undefined) return { book, after: last, tail }
  const start = await begin(standing)
  return { book, after: start, tail: [start] }
}

/**
 * Commits the first segment: one block, no facts. It cannot be taken back, so it is a final one, where there is any: a
 * chain that is younger than its finality begins with its newest segment end.
 */
async function begin({ chain, store, stride, finality, wait, signal }: Standing): Promise<BlockRef> {
  const aligned = (number: bigint): bigint => number - ((number + 1n) % stride)
  for (;;) {
    const head = await chain.block('latest')
    const final = finality === 'tag' ? await finalized(chain) : head.number - BigInt(finality)
    const number = [final ?? -1n, head.number].map(aligned).find((end) => end >= 0n)
    if (number !== undefined) {
      const segment: Segment = { chainId: chain.chainId, headers: [await chain.header(number)], logs: [] }
      await store.commit({ chainId: chain.chainId, segment, changes: [], happenings: [] })
      return endOf(segment)
    }
    await wait(YOUNG_MS)
    signal.throwIfAborted()
  }
}

/** Between two looks at a chain that is too young to have a segment end. */
const YOUNG_MS = 1_000

/** The height of the final block; some chains have no such tag. */
async function finalized(chain: Standing['chain']): Promise<bigint | undefined> {
  try {
    return (await chain.block('finalized')).number
  } catch (error) {
    if (error instanceof RedlineError && error.code === 'block_not_found') return undefined
    throw error
  }
}
