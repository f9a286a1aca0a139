import { type RawBuilder, sql } from 'kysely'
import type { FactRecord } from '../core/fact-record.ts'
import { guarded } from './guarded.ts'
import type { Database } from './tables.ts'

/** A fact and the segment end from which on it is true. */
export type StoredFact = FactRecord & { readonly block: bigint }

/** Facts a page, as far as blocks allow: some megabytes. */
const PAGE = 10_000

/**
 * The facts of the ends above `after` up to `upTo`, by block; a page ends with a block, except within one that alone
 * fills several. Between two pages the store is free, so whoever needs one state compares `endAt` before and after.
 */
export async function* factPages(
  db: Database,
  chainId: number,
  after: bigint,
  upTo: bigint,
): AsyncGenerator<readonly StoredFact[], void, void> {
  for (let read = after; read < upTo; ) {
    const { first, beyond } = await guarded(() => measure(db, chainId, read, upTo))
    if (first === undefined) return
    if (beyond === first) yield* largeBlock(db, chainId, first)
    else yield await guarded(() => range(db, chainId, read, beyond === undefined ? upTo : beyond - 1n))
    read = beyond === undefined ? upTo : beyond === first ? first : beyond - 1n
  }
}

/** The first block that has facts, and the one in which a page would be full; absent where there is none. */
async function measure(db: Database, chainId: number, after: bigint, upTo: bigint) {
  const blockAt = (place: number) =>
    byIndex<{ readonly block: bigint }>(
      db,
      sql`select block from fact
        where chain = ${chainId}::bigint and block > ${after}::bigint and block <= ${upTo}::bigint
        order by block offset ${sql.lit(place)} limit 1`,
    )
  const [first] = await blockAt(0)
  const [beyond] = await blockAt(PAGE)
  return { first: first?.block, beyond: beyond?.block }
}

const range = (db: Database, chainId: number, after: bigint, upTo: bigint): Promise<readonly StoredFact[]> =>
  byIndex(
    db,
    sql`select market, kind, key, value, block from fact
      where chain = ${chainId}::bigint and block > ${after}::bigint and block <= ${upTo}::bigint order by block`,
  )

/** A block such as a chain's first one, which holds every fact there was: read along the primary key. */
async function* largeBlock(
  db: Database,
  chainId: number,
  block: bigint,
): AsyncGenerator<readonly StoredFact[], void, void> {
  let last: Pick<StoredFact, 'key' | 'kind' | 'market'> = { key: '', kind: '', market: '' }
  for (;;) {
    const { key, kind, market } = last
    // Adding nothing keeps the other index out, with which every page would collect and sort the whole block again.
    const page = await guarded(() =>
      byIndex<StoredFact>(
        db,
        sql`select market, kind, key, value, block from fact
          where chain + 0 = ${chainId}::bigint and block + 0 = ${block}::bigint
            and (key, kind, market) > (${key}, ${kind}, ${market})
          order by key, kind, market limit ${sql.lit(PAGE)}`,
      ),
    )
    if (page.length > 0) yield page
    const end = page.at(-1)
    if (end === undefined || page.length < PAGE) return
    last = end
  }
}

/** Before it has statistics the database would rather sort a whole table than walk an index in the order asked for. */
const byIndex = <Row>(db: Database, query: RawBuilder<unknown>): Promise<readonly Row[]> =>
  db.transaction().execute(async (tx) => {
    await sql`set local enable_sort = off; set local enable_bitmapscan = off; set local enable_seqscan = off`.execute(
      tx,
    )
    const { rows } = await sql<Row>`${query}`.execute(tx)
    return rows
  })
