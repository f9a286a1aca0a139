import { type Checkpoint, nearestCheckpoint } from './checkpoints.ts'
import { factPages, type StoredFact } from './fact-pages.ts'
import { type CommittedEnd, endAt } from './segment-end.ts'
import { StoreError } from './store-error.ts'
import type { Database } from './tables.ts'

/** Takes a past state: first the checkpoint it starts from, if there is one, then the facts that came after it. */
export type PastReader = {
  readonly base: (checkpoint: Checkpoint) => void | Promise<void>
  /** By block: of two values of one key the later one counts. An empty value says that it is no longer known. */
  readonly facts: (page: readonly StoredFact[]) => void | Promise<void>
}

/**
 * Hands over the facts as of a block, that is at the last segment end at or below it, and names that end. Pages are
 * statements of their own, so that commits go on in between; that the chain stayed as it was is checked at the end.
 * @throws StoreError `not_stored` when the block is outside of what the store holds, whose range it names;
 * `chain_moved` when the end left the chain while it was read: what was handed over is then worth nothing.
 */
export async function asOf(
  db: Database,
  chainId: number,
  block: bigint,
  reader: PastReader,
): Promise<CommittedEnd> {
  const end = await endAt(db, chainId, block)
  const checkpoint = await nearestCheckpoint(db, chainId, end.number)
  if (checkpoint !== undefined) await reader.base(checkpoint)
  for await (const page of factPages(db, chainId, checkpoint?.number ?? -1n, end.number))
    await reader.facts(page)
  const now = await endAt(db, chainId, end.number)
  if (now.seq === end.seq) return end
  throw new StoreError('chain_moved', `Block ${end.number} of chain ${chainId} left it while it was read.`, {
    chainId,
    block: end.number,
    blockHash: end.hash,
  })
}
