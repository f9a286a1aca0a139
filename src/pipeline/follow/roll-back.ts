import type { BlockRef } from '../../core/block.ts'
import type { Followed } from './process-segment.ts'

/**
 * Takes store and book back to an earlier segment end. The store goes first: should this process end in between,
 * a restart loads the book from it.
 */
export async function rollBack(
  { chain, book, store }: Pick<Followed, 'chain' | 'book' | 'store'>,
  to: BlockRef,
): Promise<number> {
  const undone = await store.rollback(chain.chainId, to.hash)
  for (const { changes } of undone) book.undo(changes)
  return undone.length
}
