import { sql } from 'kysely'
import type { Hex } from '../core/address.ts'
import type { Timestamp } from '../core/units.ts'
import { endAt, type SegmentEnd, selectEnds } from './segment-end.ts'
import { StoreError } from './store-error.ts'
import type { Database } from './tables.ts'

/**
 * The last end that is not younger than a moment.
 * @throws StoreError `not_stored` where all that is held is younger.
 */
export async function endNotAfter(db: Database, chainId: number, moment: Timestamp): Promise<SegmentEnd> {
  const [end] = await selectEnds(db, chainId, (ends) =>
    ends.where('timestamp', '<=', moment).orderBy('number', 'desc').limit(1),
  )
  if (end !== undefined) return end
  const [first] = await selectEnds(db, chainId, (ends) => ends.orderBy('number', 'asc').limit(1))
  const since = first && new Date(Number(first.timestamp) * 1_000).toISOString()
  throw new StoreError(
    'not_stored',
    `Chain ${chainId} is not stored as of that time; ${since === undefined ? 'nothing of it' : `it is from ${since} on`}.`,
    { chainId, notAfter: moment, from: first?.number },
  )
}

/**
 * The end with this very hash.
 * @throws StoreError `block_reorged` where it left the chain, naming the end in its place; `not_stored` where it is no
 * end that is known.
 */
export async function endWithHash(db: Database, chainId: number, hash: Hex): Promise<SegmentEnd> {
  const [end] = await selectEnds(db, chainId, (ends) => ends.where('hash', '=', hash).limit(1))
  if (end !== undefined) return end
  const { rows } = await sql<{ block: bigint }>`
    select block from fact_orphan where chain = ${chainId}::bigint and block_hash = ${hash} limit 1`.execute(
    db,
  )
  const [orphan] = rows
  if (orphan === undefined)
    throw new StoreError('not_stored', `No stored end of chain ${chainId} has the hash ${hash}.`, {
      chainId,
      hash,
    })
  const instead = await endAt(db, chainId, orphan.block).catch(() => undefined)
  throw new StoreError(
    'block_reorged',
    `Block ${orphan.block} of chain ${chainId} with the hash ${hash} left the chain${
      instead === undefined ? '' : `; block ${instead.number} with the hash ${instead.hash} is there now`
    }.`,
    {
      chainId,
      block: orphan.block,
      hash,
      replacementNumber: instead?.number,
      replacementHash: instead?.hash,
    },
  )
}
