import { sql } from 'kysely'
import { type Timestamp, timestamp } from '../core/units.ts'
import type { StoreTransaction } from './tables.ts'

/** From where on everything that happened in a market is stored. */
export type RecordedSince = {
  readonly chainId: number
  readonly market: string
  /** The first such block. */
  readonly block: bigint
  /** Whatever is younger than this moment is recorded, as far as the chain has been followed. */
  readonly after: Timestamp
}

/** The kind and key of the fact that a market has from the end on at which it joined. */
export type JoinedBy = { readonly kind: string; readonly key: string }

/**
 * Since when the markets of these chains are recorded: from the block after the end at which they joined, but not before
 * happenings were first kept, nor before the oldest end that retention left. Markets that have not joined are left out.
 */
export async function recordedSince(
  tx: StoreTransaction,
  chainIds: readonly number[],
  { kind, key }: JoinedBy,
): Promise<readonly RecordedSince[]> {
  const { rows } = await sql<{ chain: bigint; market: string; block: bigint; after: bigint }>`
    select since.chain, since.market, since.block, ends.timestamp as after from (
      select head.chain, head.market, greatest(head.block + 1, start.block + 1, oldest.number) as block
      from fact_head as head
      left join happening_start as start on start.chain = head.chain
      cross join lateral (select min(number) as number from block_commit where chain = head.chain) as oldest
      where head.key = ${key} and head.kind = ${kind} and head.value <> '' and head.chain = any(${[...chainIds]}::bigint[])
    ) as since cross join lateral (
      select timestamp from block_commit
      where chain = since.chain and number >= since.block - 1 order by number limit 1
    ) as ends
    order by since.chain, since.market`.execute(tx)
  return rows.map(({ chain, market, block, after }) => ({
    chainId: Number(chain),
    market,
    block,
    after: timestamp(after),
  }))
}
