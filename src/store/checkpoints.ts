import type { Hex } from '../core/address.ts'
import { type Timestamp, timestamp } from '../core/units.ts'
import { selectEnds } from './segment-end.ts'
import { StoreError } from './store-error.ts'
import type { Database, StoreTransaction } from './tables.ts'

/** A whole book at a segment end, as its codec wrote it. */
export type Checkpoint = {
  readonly number: bigint
  readonly blockHash: Hex
  /** Names the book itself: equal books have equal ones. */
  readonly contentHash: string
  readonly payload: Uint8Array
}

/**
 * Keeps a checkpoint; one that is there already for this block is replaced.
 * @throws StoreError `not_stored` when its block is not a committed end of the chain.
 */
export async function putCheckpoint(
  tx: StoreTransaction,
  chainId: number,
  checkpoint: Checkpoint,
): Promise<void> {
  const { number, blockHash, contentHash, payload } = checkpoint
  const [end] = await selectEnds(tx, chainId, (ends) => ends.where('hash', '=', blockHash))
  if (end?.number !== number)
    throw new StoreError('not_stored', `Block ${number} of chain ${chainId} is not a stored segment end.`, {
      chainId,
      number,
      blockHash,
    })
  const chain = BigInt(chainId)
  await tx.deleteFrom('checkpoint').where('chain', '=', chain).where('number', '=', number).execute()
  await tx
    .insertInto('checkpoint')
    .values({ chain, number, block_hash: blockHash, content_hash: contentHash })
    .execute()
  for (let part = 0; part * PART < payload.length; part++) {
    const bytes = Buffer.from(payload.subarray(part * PART, (part + 1) * PART))
    await tx.insertInto('checkpoint_part').values({ chain, number, part, payload: bytes }).execute()
  }
}

/** A checkpoint without its bytes. */
export type CheckpointRef = Pick<Checkpoint, 'number' | 'blockHash'> & {
  /** Zero where its end is no longer stored: it is only there for those after it. */
  readonly timestamp: Timestamp
}

/** The checkpoints of a chain, oldest first. */
export async function listCheckpoints(db: Database, chainId: number): Promise<readonly CheckpointRef[]> {
  const rows = await db
    .selectFrom('checkpoint')
    .leftJoin('block_commit as end', (join) =>
      join.onRef('end.chain', '=', 'checkpoint.chain').onRef('end.number', '=', 'checkpoint.number'),
    )
    .select(['checkpoint.number', 'checkpoint.block_hash', 'end.timestamp'])
    .where('checkpoint.chain', '=', BigInt(chainId))
    .orderBy('checkpoint.number', 'asc')
    .execute()
  return rows.map(({ number, block_hash: blockHash, timestamp: time }) => ({
    number,
    blockHash,
    timestamp: timestamp(time ?? 0n),
  }))
}

/** Forgets a checkpoint, for example because it cannot be read. */
export async function dropCheckpoint(db: Database, chainId: number, number: bigint): Promise<void> {
  await db
    .deleteFrom('checkpoint')
    .where('chain', '=', BigInt(chainId))
    .where('number', '=', number)
    .execute()
}

/** The newest checkpoint at or below a block. */
export async function nearestCheckpoint(
  db: Database,
  chainId: number,
  block: bigint,
): Promise<Checkpoint | undefined> {
  const chain = BigInt(chainId)
  const row = await db
    .selectFrom('checkpoint')
    .select(['number', 'block_hash', 'content_hash'])
    .where('chain', '=', chain)
    .where('number', '<=', block)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const parts: Buffer[] = []
  for (;;) {
    const next = await db
      .selectFrom('checkpoint_part')
      .select('payload')
      .where('chain', '=', chain)
      .where('number', '=', row.number)
      .where('part', '=', parts.length)
      .executeTakeFirst()
    if (next === undefined) break
    parts.push(next.payload)
  }
  const { number, block_hash: blockHash, content_hash: contentHash } = row
  return { number, blockHash, contentHash, payload: Buffer.concat(parts) }
}

/** Bytes a piece. */
const PART = 1 << 20
