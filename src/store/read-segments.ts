import { sql } from 'kysely'
import type { Segment } from '../core/segment.ts'
import { guarded } from './guarded.ts'
import { decodeSegment } from './segment-codec.ts'
import type { Database } from './tables.ts'

/**
 * The stored segments that hold the blocks `from` to `to`, in order. Between two pages the store is free, so a reorg
 * may come in between: a segment whose parent is not the one before it tells.
 * @throws StoreError `segment_unreadable`
 */
export async function* readSegments(
  db: Database,
  chainId: number,
  from: bigint,
  to: bigint,
): AsyncGenerator<Segment, void, void> {
  let next = from
  for (;;) {
    const page = await guarded(() => selectPage(db, chainId, next, to))
    for (const { payload } of page) yield await decodeSegment(chainId, payload)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    next = last.end_number + 1n
  }
}

/** Segments a page. */
const PAGE = 50

async function selectPage(
  db: Database,
  chainId: number,
  from: bigint,
  to: bigint,
): Promise<readonly { readonly end_number: bigint; readonly payload: Buffer }[]> {
  const chain = BigInt(chainId)
  if (from > to) return []
  // The segment that holds `to` may end after it.
  const lastWanted = db
    .selectFrom('segment')
    .select((row) => row.fn.min('end_number').as('end_number'))
    .where('chain', '=', chain)
    .where('end_number', '>=', to)
  return db
    .selectFrom('segment')
    .select(['end_number', 'payload'])
    .where('chain', '=', chain)
    .where('end_number', '>=', from)
    .where(sql<boolean>`end_number <= coalesce((${lastWanted}), ${to}::bigint)`)
    .orderBy('end_number', 'asc')
    .limit(PAGE)
    .execute()
}
