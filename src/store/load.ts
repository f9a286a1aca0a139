import { sql } from 'kysely'
import type { FactRecord } from '../core/fact-record.ts'
import { pageRows } from './page-rows.ts'
import { type SegmentEnd, tailOf } from './segment-end.ts'
import type { StoreTransaction } from './tables.ts'

/** Where a chain stands in the store. */
export type Standing = {
  /** The end that the loaded facts are true at; absent when nothing is committed yet. */
  readonly last: SegmentEnd | undefined
  /** The ends to which the chain can be rolled back, oldest first; `last` is the last of them. */
  readonly tail: readonly SegmentEnd[]
}

/** Hands over the latest value of every fact of a chain, page by page and in no order, and says where it stands. */
export async function load(
  tx: StoreTransaction,
  chainId: number,
  take: (page: readonly FactRecord[]) => void,
): Promise<Standing> {
  const tail = await tailOf(tx, chainId)
  const heads = sql<FactRecord>`select market, kind, key, value from fact_head where chain = ${chainId}::bigint`
  await pageRows(tx, heads, take)
  return { last: tail.at(-1), tail }
}
