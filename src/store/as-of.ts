import { sql } from 'kysely'
import type { FactRecord } from '../core/fact-record.ts'
import { type Checkpoint, nearestCheckpoint } from './checkpoints.ts'
import { pageRows } from './page-rows.ts'
import { lastEnd, type SegmentEnd, selectEnds } from './segment-end.ts'
import { StoreError } from './store-error.ts'
import type { StoreTransaction } from './tables.ts'

/** Takes a past state: first the checkpoint it starts from, if there is one, then the facts that came after it. */
export type PastReader = {
  readonly base: (checkpoint: Checkpoint) => void
  /** The latest value of each key that changed, sorted by key, kind and market over all pages. */
  readonly facts: (page: readonly FactRecord[]) => void
}

/**
 * Hands over the facts as of a block, that is at the last segment end at or below it, and names that end.
 * @throws StoreError `not_stored` when the block is outside of what the store holds, whose range it names.
 */
export async function asOf(
  tx: StoreTransaction,
  chainId: number,
  block: bigint,
  reader: PastReader,
): Promise<SegmentEnd> {
  const last = await lastEnd(tx, chainId)
  const [end] = await selectEnds(tx, chainId, (ends) =>
    ends.where('number', '<=', block).orderBy('number', 'desc').limit(1),
  )
  if (end === undefined || last === undefined || block > last.number)
    throw await notStored(tx, chainId, block)
  const checkpoint = await nearestCheckpoint(tx, chainId, end.number)
  if (checkpoint !== undefined) reader.base(checkpoint)
  // All pages are wanted: the plan that is best for the first one would walk the whole index.
  await sql`set local cursor_tuple_fraction = 1`.execute(tx)
  const facts = sql<FactRecord>`
    select distinct on (key, kind, market) market, kind, key, value from fact
    where chain = ${chainId}::bigint and block > ${checkpoint?.number ?? -1n}::bigint and block <= ${end.number}::bigint
    order by key, kind, market, block desc`
  await pageRows(tx, facts, reader.facts)
  return end
}

async function notStored(tx: StoreTransaction, chainId: number, block: bigint): Promise<StoreError> {
  const [first] = await selectEnds(tx, chainId, (ends) => ends.orderBy('number', 'asc').limit(1))
  const last = await lastEnd(tx, chainId)
  const held = first === undefined ? 'nothing' : `blocks ${first.number} to ${last?.number}`
  return new StoreError(
    'not_stored',
    `Block ${block} of chain ${chainId} is not stored; ${held} of it can be read.`,
    { chainId, block, from: first?.number, to: last?.number },
  )
}
