import { sql } from 'kysely'
import type { Hex } from '../core/address.ts'
import type { FactChange } from '../core/fact-record.ts'
import { orphanHappenings } from './happenings.ts'
import { lockChain, type SegmentEnd, tailOf } from './segment-end.ts'
import { StoreError } from './store-error.ts'
import type { StoreTransaction } from './tables.ts'

/** A segment that left the chain, and the changes that left with it, sorted by key. */
export type RolledBack = { readonly end: SegmentEnd; readonly changes: readonly FactChange[] }

/**
 * Takes a chain back to one of its ends, segment by segment. Facts and happenings above become orphans; checkpoints and stored
 * segments above it are deleted.
 * @returns what was undone, newest first; empty when the end is the last one.
 * @throws StoreError `reorg_too_deep` when the end is not in the tail.
 */
export async function rollback(
  tx: StoreTransaction,
  chainId: number,
  to: Hex,
): Promise<readonly RolledBack[]> {
  await lockChain(tx, chainId)
  const tail = await tailOf(tx, chainId)
  const place = tail.findIndex(({ hash }) => hash === to)
  if (place === -1)
    throw new StoreError(
      'reorg_too_deep',
      `Chain ${chainId} cannot be taken back to block ${to}: only ${tail.length} ends are not final yet.`,
      { chainId, to, oldest: tail[0]?.number, newest: tail.at(-1)?.number },
    )
  const undone: RolledBack[] = []
  for (const end of tail.slice(place + 1).toReversed()) undone.push({ end, changes: await undo(tx, end) })
  return undone
}

async function undo(
  tx: StoreTransaction,
  { chainId, number, hash }: SegmentEnd,
): Promise<readonly FactChange[]> {
  const { rows } = await sql<{
    market: string
    kind: string
    key: string
    value: string
    before: string | null
  }>`
    with was as materialized (
      select entry->>0 as market, entry->>1 as kind, entry->>2 as key, entry->>3 as before, (entry->>4)::bigint as block
      from undo, jsonb_array_elements(undo.changes) as entry
      where undo.chain = ${chainId}::bigint and undo.end_hash = ${hash}
    ), gone as (
      delete from fact where chain = ${chainId}::bigint and block = ${number}::bigint
      returning market, kind, key, value
    ), orphaned as (
      insert into fact_orphan (chain, market, kind, key, block, value, block_hash)
      select ${chainId}::bigint, market, kind, key, ${number}::bigint, value, ${hash} from gone
    ), restored as (
      -- An upsert: where a fact was forgotten and learned again, undoing the latter has deleted its head.
      insert into fact_head as head (chain, market, kind, key, block, value)
      select ${chainId}::bigint, was.market, was.kind, was.key, was.block, was.before from was
      where was.before is not null
      on conflict (key, kind, market, chain) do update set value = excluded.value, block = excluded.block
    ), forgotten as (
      delete from fact_head as head using was
      where head.key = was.key and head.kind = was.kind and head.market = was.market
        and head.chain = ${chainId}::bigint and was.before is null
    )
    select market, kind, key, gone.value, was.before from gone left join was using (market, kind, key)
    order by key, kind, market`.execute(tx)
  await orphanHappenings(tx, chainId, number)
  const chain = BigInt(chainId)
  await tx.deleteFrom('undo').where('chain', '=', chain).where('end_hash', '=', hash).execute()
  await tx.deleteFrom('segment').where('chain', '=', chain).where('end_number', '=', number).execute()
  await tx.deleteFrom('checkpoint').where('chain', '=', chain).where('number', '=', number).execute()
  await tx.deleteFrom('block_commit').where('chain', '=', chain).where('number', '=', number).execute()
  return rows.map(({ before, ...record }) => ({ ...record, before: before ?? undefined }))
}
