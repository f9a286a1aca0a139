import { sql } from 'kysely'
import type { FactChange } from '../core/fact-record.ts'
import type { Happening } from '../core/happening.ts'
import { endOf, type Segment } from '../core/segment.ts'
import { expectStored } from './expect-stored.ts'
import { finalize } from './finalize.ts'
import { expectHappenings, putHappenings } from './happenings.ts'
import { lastEnd, lockChain } from './segment-end.ts'
import { StoreError } from './store-error.ts'
import type { StoreTransaction } from './tables.ts'

/** A segment and all facts that changed with it. Numbers and hashes of the facts' block are those of its end. */
export type Commit = {
  readonly chainId: number
  readonly segment: Segment
  /** The segment as `encodeSegment` gives it. */
  readonly payload: Uint8Array
  readonly changes: readonly FactChange[]
  /** What happened in its blocks, in the chain's order; nothing where it is left out. */
  readonly happenings?: readonly Happening[]
  /** The chain's finalized block, where it is known to have moved. */
  readonly finalizedUpTo?: bigint
}

/**
 * Appends a segment to its chain. The first one of a chain may follow any block and cannot be rolled back; it takes
 * any number of facts. `already`: this very segment is the last one, with these very changes, for example because the
 * answer to an earlier call was lost; nothing is written twice.
 * @throws StoreError `not_next` when it does not follow the last committed end; `facts_diverged` when a change names
 * another `before` than the store holds, or when the segment is there with other changes or happenings.
 */
export async function commit(
  tx: StoreTransaction,
  { chainId, segment, payload, changes, happenings = [], finalizedUpTo }: Commit,
): Promise<'committed' | 'already'> {
  await lockChain(tx, chainId)
  const end = endOf(segment)
  const last = await lastEnd(tx, chainId)
  const isNew = last?.hash !== end.hash
  const real = changes.filter(({ value, before }) => value !== before)
  if (isNew) {
    const [{ number, parentHash }] = segment.headers
    if (last !== undefined && last.hash !== parentHash)
      throw new StoreError(
        'not_next',
        `Block ${number} of chain ${chainId} does not follow block ${last.number}, the last one stored.`,
        { chainId, number, parentHash, lastNumber: last.number, lastHash: last.hash },
      )
    const chain = BigInt(chainId)
    await tx
      .insertInto('block_commit')
      .values({
        chain,
        number: end.number,
        hash: end.hash,
        parent_hash: parentHash,
        timestamp: end.timestamp,
        final: false,
      })
      .execute()
    await tx
      .insertInto('segment')
      .values({ chain, end_number: end.number, end_hash: end.hash, payload: Buffer.from(payload) })
      .execute()
    for (let part = 0; part * PART < real.length; part++)
      await writeChanges(tx, {
        chainId,
        number: end.number,
        hash: end.hash,
        part,
        keepsUndo: last !== undefined,
        changes: real.slice(part * PART, (part + 1) * PART),
      })
    await putHappenings(tx, { chainId, number: end.number, happenings })
  } else {
    await expectStored(tx, { chainId, number: end.number, changes: real })
    await expectHappenings(tx, { chainId, number: end.number, happenings })
  }
  if (finalizedUpTo !== undefined) await finalize(tx, chainId, finalizedUpTo)
  return isNew ? 'committed' : 'already'
}

type Part = {
  readonly chainId: number
  readonly number: bigint
  readonly hash: string
  readonly part: number
  readonly keepsUndo: boolean
  readonly changes: readonly FactChange[]
}

/** Rows a statement: enough to make the round trip cheap, little enough for one message. */
const PART = 2_000

/** Facts, heads and undo in one statement, all of whose parts see the heads as they were before it. */
async function writeChanges(
  tx: StoreTransaction,
  { chainId, number, hash, part, keepsUndo, changes }: Part,
): Promise<void> {
  // An empty value says that a fact is no longer known, which is as if it had never been.
  // `limit 1` makes the database look each key up in the index, also before it has statistics.
  const { rows } = await sql<{ key: string; kind: string; market: string }>`
    with changed as (
      select * from unnest(
        ${changes.map(({ market }) => market)}::text[],
        ${changes.map(({ kind }) => kind)}::text[],
        ${changes.map(({ key }) => key)}::text[],
        ${changes.map(({ value }) => value)}::text[],
        ${changes.map(({ before }) => before ?? null)}::text[]
      ) as given(market, kind, key, value, before)
    ), known as materialized (
      select changed.*, nullif(head.value, '') as held, head.block as held_block
      from changed left join lateral (
        select value, block from fact_head
        where key = changed.key and kind = changed.kind and market = changed.market and chain = ${chainId}::bigint
        limit 1
      ) as head on true
    ), undone as (
      insert into undo (chain, end_hash, part, changes)
      select ${chainId}::bigint, ${hash}::text, ${part}::integer,
        jsonb_agg(jsonb_build_array(market, kind, key, held, held_block))
      from known where ${keepsUndo}::boolean having count(*) > 0
    ), written as (
      insert into fact (chain, market, kind, key, block, value)
      select ${chainId}::bigint, market, kind, key, ${number}::bigint, value from changed
    ), headed as (
      insert into fact_head (chain, market, kind, key, block, value)
      select ${chainId}::bigint, market, kind, key, ${number}::bigint, value from changed
      on conflict (key, kind, market, chain) do update set block = excluded.block, value = excluded.value
    )
    select key, kind, market from known where held is distinct from before limit 1`.execute(tx)
  const [odd] = rows
  if (odd !== undefined)
    throw new StoreError(
      'facts_diverged',
      `The ${odd.kind} ${odd.key} of ${odd.market} was not what the commit of block ${number} replaces.`,
      { chainId, number, ...odd },
    )
}
